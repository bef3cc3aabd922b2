import { createHash } from 'node:crypto';
import { appendFileSync, closeSync, openSync, readFileSync, readSync } from 'node:fs';
import path from 'node:path';
import type { RemovedFile } from './control-messages';

const chunkBytes = 4 * 1024 * 1024;

/**
 * Remembers what each dump file held just before the database deleted it: so the demo knows every byte from a witness
 * that is not Redoubt. It survives a restart of the stand-in.
 */
export class RemovedFiles {
  readonly #journal: string;

  /** @param journal a file that it appends to. */
  constructor(journal: string) {
    this.#journal = journal;
  }

  /** To be called before a file of a directory object is deleted, with its path on this machine. */
  beforeRemove(file: string): void {
    if (path.extname(file).toLowerCase() !== '.dmp') return;
    const removed: RemovedFile = {
      name: path.basename(file),
      path: file,
      ...digestOf(file),
      removedAt: new Date().toISOString(),
    };
    appendFileSync(this.#journal, `${JSON.stringify(removed)}\n`);
  }

  list(): readonly RemovedFile[] {
    const lines = readJournal(this.#journal).split('\n').filter(Boolean);
    // Written by the method above alone.
    return lines.map((line) => JSON.parse(line) as RemovedFile);
  }
}

function digestOf(file: string): { readonly sizeBytes: number; readonly sha256: string } {
  const hash = createHash('sha256');
  const chunk = Buffer.allocUnsafe(chunkBytes);
  const descriptor = openSync(file, 'r');
  let sizeBytes = 0;
  try {
    for (;;) {
      const read = readSync(descriptor, chunk);
      if (read === 0) return { sizeBytes, sha256: hash.digest('hex') };
      hash.update(chunk.subarray(0, read));
      sizeBytes += read;
    }
  } finally {
    closeSync(descriptor);
  }
}

function readJournal(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

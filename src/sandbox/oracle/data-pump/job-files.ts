import { closeSync, existsSync, openSync, readSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { BeforeRemove } from '../packages/directory-files';
import { blockBytes, decodeHeader } from './dump-format';
import { numberedName } from './file-templates';
import type { DumpTarget, JobDefinition } from './job-definition';

export function dumpPath(target: DumpTarget, name: string): string {
  return path.join(target.path, name);
}

/** The dump files on disk that this job wrote, by the guid in their headers. */
export function filesOfJob(definition: JobDefinition): readonly string[] {
  return definition.dumpTargets.flatMap((target) => {
    const found: string[] = [];
    for (let number = 1; ; number += 1) {
      const name = numberedName(target.template, number);
      if (name === undefined) return found;
      const file = dumpPath(target, name);
      if (!existsSync(file)) return found;
      if (guidOf(file) === definition.guid) found.push(file);
    }
  });
}

/** A killed export takes its dump files with it. */
export function removeFilesOfJob(
  definition: JobDefinition,
  beforeRemove: BeforeRemove,
  keep: ReadonlySet<string> = new Set(),
): void {
  if (definition.operation !== 'EXPORT') return;
  for (const file of filesOfJob(definition)) {
    if (keep.has(file)) continue;
    beforeRemove(file);
    rmSync(file, { force: true });
  }
}

function guidOf(file: string): string | undefined {
  const handle = openSync(file, 'r');
  try {
    const block = Buffer.alloc(blockBytes);
    const header = decodeHeader(block.subarray(0, readSync(handle, block, 0, blockBytes, 0)));
    return header === undefined || header === 'damaged' ? undefined : header.guid;
  } finally {
    closeSync(handle);
  }
}

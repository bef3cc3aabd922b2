import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Makes the page cache forget a folder's files again and again, and nothing else: who reads them needs the disk. Files
 * that are written meanwhile are forgotten as they reach the disk. @returns ends it
 */
export function keepForgetting(folder: string): () => Promise<void> {
  const over = new AbortController();
  const forgetting = forgetUntil(folder, over.signal);
  return () => {
    over.abort();
    return forgetting;
  };
}

async function forgetUntil(folder: string, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    for (const file of readdirSync(folder)) await forget(join(folder, file));
    await delay(100, undefined, { signal: over }).catch(() => undefined);
  }
}

/** A file that the stand-in has just removed has nothing to forget. */
async function forget(file: string): Promise<void> {
  await run('sync', ['-d', file]).catch(() => undefined);
  await run('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']).catch(() => undefined);
}

import { readFileSync } from 'node:fs';

/**
 * A small file of /proc; undefined where it cannot be read. Read at once: the kernel makes it up in microseconds, and a
 * thread of the pool may be busy with a part for longer than that.
 */
export function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { loadLibc } from '../transport/libc';

/** M_ARENA_MAX of malloc.h. */
const mostArenas = -8;

/**
 * For a process that is a worker and nothing else, before it starts threads: holds down what V8 and glibc take and do not
 * give back, beside the flags that it is started with (bin/redoubt.js). Some 50 MiB less at the peak of a backup. A
 * plugin's process is somebody else's: there nothing is changed.
 */
export function keepProcessLean(): void {
  // As `node --expose-gc` does, for src/oracle/young-garbage.ts; workflows, in contexts of their own, do not have it.
  setFlagsFromString('--expose-gc');
  globalThis.gc ??= runInNewContext('gc') as NonNullable<typeof globalThis.gc>;
  setFlagsFromString('--no-expose-gc');
  // Each thread that allocates would get a heap of its own, up to eight times the cores.
  const answer = loadLibc();
  if ('libc' in answer) answer.libc.mallopt?.(mostArenas, 2);
}

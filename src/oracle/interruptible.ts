/** How long a call may take to end after it was interrupted; then it is left to itself. */
const graceMs = 3_000;

/**
 * Waits for a call; when the signal aborts, interrupts it, and throws the signal's reason once it has ended, or after a
 * grace period if it does not end.
 */
export async function interruptible<T>(
  call: Promise<T>,
  signal: AbortSignal | undefined,
  interrupt: () => void,
): Promise<T> {
  if (signal === undefined) return call;
  let giveUp: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const abandoned = new Promise<never>((_, reject) => {
    onAbort = () => {
      interrupt();
      giveUp = setTimeout(() => reject(signal.reason as Error), graceMs);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    const result = await Promise.race([call, abandoned]);
    signal.throwIfAborted();
    return result;
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    clearTimeout(giveUp);
  }
}

/** @throws Error when the work takes longer than this. */
export async function within<T>(limitMs: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${limitMs} ms`)), limitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits, or throws the signal's reason at once when it aborts. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort, { once: true });
  });
}

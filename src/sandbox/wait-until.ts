import { setTimeout as delay } from 'node:timers/promises';

export interface WaitLimits {
  readonly timeoutMs: number;
  readonly everyMs?: number;
}

/**
 * Waits for a fact: calls `look` until it answers true.
 * @returns false when the time is over.
 */
export async function waitUntil(look: () => boolean | Promise<boolean>, limits: WaitLimits): Promise<boolean> {
  const until = performance.now() + limits.timeoutMs;
  for (;;) {
    if (await look()) return true;
    if (performance.now() >= until) return false;
    await delay(limits.everyMs ?? 25);
  }
}

import type { Random } from '../../bench/deadline/random';
import { at, minute, second, type Order } from './virtual-lab';

/** After it everybody has let the run go. */
export const quietFromMs = 120 * minute;

/** What a client may send, sensible and not, at any moment from before the first step on; in order. */
export function randomOrders(random: Random): readonly Order[] {
  const count = random.whole([3, 14]);
  const orders = Array.from({ length: count }, (_, i): Order => {
    // The first of every third run comes before its first step; others come together, or while something is tried again.
    const atMs = i === 0 && random.happens(1 / 3) ? 0 : Math.round(random.next() * 90) * minute + random.whole([0, 2]);
    return { atMs, ...randomOrder(random, atMs) };
  });
  return [...orders.toSorted((a, b) => a.atMs - b.atMs), { atMs: quietFromMs, signal: 'resume' }];
}

function randomOrder(random: Random, atMs: number): Omit<Order, 'atMs'> {
  const until = at(atMs + Math.round((random.next() - 0.2) * 30) * minute + second / 2);
  return random.oneOf<Omit<Order, 'atMs'>>([
    [{ signal: 'pause', input: 'somebody needs the database' }, 4],
    [{ signal: 'pause' }, 1],
    [{ signal: 'pause', input: { reason: 7 } }, 1],
    [{ signal: 'resume' }, 5],
    [{ signal: 'pauseUntil', input: until }, 4],
    [{ signal: 'pauseUntil', input: 'soon' }, 1],
    [{ signal: 'pauseUntil' }, 1],
    [{ signal: 'expedite' }, 2],
    [{ signal: 'expedite', input: { deadline: 'PT90M' } }, 1],
    [{ signal: 'expedite', input: 42 }, 1],
    [{ update: 'extendDeadline', input: { by: 'PT30M' } }, 2],
    [{ update: 'extendDeadline', input: { by: '-PT1H' } }, 1],
    [{ update: 'extendDeadline', input: 'later' }, 1],
  ]);
}

/** Whether the run shall be paused at a moment, by what was sent to it: the last word counts. */
export function shallBePaused(orders: readonly Order[], nowMs: number): boolean {
  let untilMs = 0;
  for (const { atMs, signal, input } of orders) {
    if (atMs > nowMs) break;
    if (signal === 'pause') untilMs = Infinity;
    if (signal === 'resume') untilMs = 0;
    const givenMs = typeof input === 'string' ? Date.parse(input) - Date.parse(at(0)) : Number.NaN;
    if (signal === 'pauseUntil' && givenMs > atMs) untilMs = givenMs;
  }
  return nowMs < untilMs;
}

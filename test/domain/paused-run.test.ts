import { commitReserveMs } from '../../src/domain/deadline';
import { latestResume, nextPausedLook } from '../../src/domain/paused-run';
import { startingTiming, type Timing } from '../../src/domain/timing';

const minute = 60_000;
const deadlineMs = Date.parse('2026-11-24T03:00:00.000Z');
/** An hour before the deadline the work that is left takes twenty minutes, and forty when it goes badly. */
const pausedMs = deadlineMs - 60 * minute;
const iso = (ms: number): string => new Date(ms).toISOString();
const left = (likelyMs: number): Timing['forecast'] => ({
  export: null,
  copy: null,
  whole: { fastMs: likelyMs / 2, likelyMs, slowMs: likelyMs * 2 },
});
const timing = (change: Partial<Timing> = {}): Timing => ({
  ...startingTiming,
  deadline: { at: iso(deadlineMs), policy: 'continue', startedLate: false },
  forecast: left(20 * minute),
  forecastAt: iso(pausedMs),
  ...change,
});
const open = { reason: null, until: null };
const untilMs = (ms: number) => ({ reason: null, until: iso(ms) });
const beforeDeadline = (ms: number | null | undefined): number | null =>
  ms == null ? null : (deadlineMs - ms) / minute;

describe('the latest resume that still makes the deadline', () => {
  it('is the deadline less the work that is left, of the likely course and of a slow one', () => {
    const latest = latestResume(timing(), open);
    expect(beforeDeadline(latest?.likelyMs)).toBe(20);
    expect(beforeDeadline(latest?.slowMs)).toBe(40);
  });

  it('is the same where the forecast has the rest of a pause that ends by itself', () => {
    const forecast = { export: null, copy: null, whole: { fastMs: 0, likelyMs: 50 * minute, slowMs: 70 * minute } };
    const latest = latestResume(timing({ forecast }), untilMs(pausedMs + 30 * minute));
    expect(beforeDeadline(latest?.likelyMs)).toBe(20);
    expect(beforeDeadline(latest?.slowMs)).toBe(40);
  });

  it('counts from the forecast where the pause was over when it was made', () => {
    expect(beforeDeadline(latestResume(timing(), untilMs(pausedMs - minute))?.likelyMs)).toBe(20);
  });

  it.each([
    ['a deadline', { deadline: null }],
    ['a forecast', { forecast: null, forecastAt: null }],
    ['anything to forecast from', { forecast: { export: null, copy: null, whole: null } }],
  ])('is not known without %s', (_, change) => {
    expect(latestResume(timing(change), open)).toBeNull();
  });
});

describe('a paused run is looked at', () => {
  /** Each look follows the last, as the clock goes on. */
  const looks = (of: Timing, pause: Parameters<typeof latestResume>[1]): readonly number[] => {
    const found: number[] = [];
    for (let nowMs = pausedMs; ;) {
      const next = nextPausedLook(of, pause, { nowMs, pausedMs });
      if (next === null) return found;
      expect(next).toBeGreaterThan(nowMs);
      found.push(next);
      nowMs = next;
    }
  };
  const settled = pausedMs + 30_000;

  it('once its parts in flight have ended, where its outlook turns, and where its deadline wants something done', () => {
    expect(looks(timing(), open)).toEqual([
      settled,
      deadlineMs - 40 * minute - commitReserveMs + 1000,
      deadlineMs - 40 * minute + 1000,
      deadlineMs - 20 * minute + 1000,
      deadlineMs - commitReserveMs,
      deadlineMs,
    ]);
  });

  it.each([
    ['whose end is known: its outlook does not turn', timing(), untilMs(deadlineMs - 30 * minute)],
    ['that nothing is known of', timing({ forecast: null, forecastAt: null }), open],
  ])('only then and at its deadline in a pause %s', (_, of, pause) => {
    expect(looks(of, pause)).toEqual([settled, deadlineMs - commitReserveMs, deadlineMs]);
  });

  it('never without a deadline, and never again after it', () => {
    const at = { nowMs: deadlineMs, pausedMs };
    expect(nextPausedLook(timing({ deadline: null }), open, { ...at, nowMs: pausedMs })).toBeNull();
    expect(nextPausedLook(timing(), open, at)).toBeNull();
  });

  it('once more where the pause began after the deadline', () => {
    const nowMs = deadlineMs + minute;
    expect(nextPausedLook(timing(), open, { nowMs, pausedMs: nowMs })).toBe(nowMs + 30_000);
  });
});

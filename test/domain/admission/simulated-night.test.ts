import fc from 'fast-check';
import type { Asking } from '../../../src/domain/admission/asking';
import { ask, emptyLedger, grantTurns, leave, type Ledger } from '../../../src/domain/admission/ledger';

interface Job {
  readonly asking: Asking;
  readonly durationMs: number;
}

interface Night {
  /** Backup ids in the order of their turns. */
  readonly turns: readonly string[];
  readonly endedAtMs: ReadonlyMap<string, number>;
}

/** All jobs ask at once, and each runs for its time; `lanes` at once. */
function simulate(jobs: readonly Job[], lanes: number): Night {
  const durations = new Map(jobs.map(({ asking, durationMs }) => [asking.backupId, durationMs]));
  const running = new Map<string, number>();
  const endedAtMs = new Map<string, number>();
  const turns: string[] = [];
  let ledger: Ledger = jobs.map(({ asking }) => asking).reduce(ask, emptyLedger);
  for (let nowMs = 0; ;) {
    const step = grantTurns(ledger, lanes);
    ledger = step.ledger;
    for (const { backupId } of step.granted) {
      turns.push(backupId);
      running.set(backupId, nowMs + (durations.get(backupId) ?? 0));
    }
    const [next] = [...running].toSorted(([, a], [, b]) => a - b);
    if (next === undefined) return { turns, endedAtMs };
    const [backupId, endMs] = next;
    nowMs = endMs;
    running.delete(backupId);
    endedAtMs.set(backupId, endMs);
    ledger = leave(ledger, backupId);
  }
}

const minute = 60_000;

const jobOf = (i: number, durationMs: number, deadlineMs: number | null): Job => ({
  durationMs,
  asking: {
    workflowId: `redoubt-backup/db-${i}`,
    backupId: `db-${i}`,
    latestStartMs: deadlineMs === null ? null : deadlineMs - durationMs,
    isExpedited: false,
    isPaused: false,
    askedAtMs: i,
  },
});

test('a thousand that are due together drain in the order of their latest starts, and those without a deadline after them', () => {
  const jobs = Array.from({ length: 1000 }, (_, i) =>
    jobOf(i, ((i * 7919) % 53) * minute, i % 4 === 0 ? null : ((i * 104_729) % 997) * minute),
  );
  const { turns, endedAtMs } = simulate(jobs, 140);
  const due = jobs.filter(({ asking }) => asking.latestStartMs !== null);
  const byStart = due.toSorted((a, b) => Number(a.asking.latestStartMs) - Number(b.asking.latestStartMs));
  const last = jobs.filter(({ asking }) => asking.latestStartMs === null);
  expect(turns).toEqual([...byStart, ...last].map(({ asking }) => asking.backupId));
  expect(endedAtMs.size).toBe(1000);
});

test('on one lane, with jobs of one length, it meets every deadline that any order could meet', () => {
  const lengthMs = 10 * minute;
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 40 }), (deadlines) => {
      const jobs = deadlines.map((tens, i) => jobOf(i, lengthMs, tens * lengthMs));
      // With one length, the earliest deadline first is the best order there is: it is feasible, or none is.
      const sorted = deadlines.toSorted((a, b) => a - b);
      fc.pre(sorted.every((tens, i) => tens >= i + 1));
      const { endedAtMs } = simulate(jobs, 1);
      for (const [i, tens] of deadlines.entries()) {
        expect(endedAtMs.get(`db-${i}`)).toBeLessThanOrEqual(tens * lengthMs);
      }
    }),
  );
});

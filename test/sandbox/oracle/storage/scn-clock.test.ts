import { DatabaseSync } from 'node:sqlite';

import { ScnClock } from '../../../../src/sandbox/oracle/storage/scn-clock';

function clockAt(timeMs: number): {
  readonly clock: ScnClock;
  readonly pass: (ms: number) => void;
  readonly reopen: () => ScnClock;
} {
  const connection = new DatabaseSync(':memory:');
  let now = timeMs;
  return {
    clock: new ScnClock(connection, () => now),
    pass: (ms) => {
      now += ms;
    },
    reopen: () => new ScnClock(connection, () => now),
  };
}

const start = Date.UTC(2024, 0, 1);

test('the SCN rises with each commit, and slowly with time', () => {
  const { clock, pass } = clockAt(start);
  const first = clock.current();
  expect(clock.advance()).toBe(first + 1n);
  expect(clock.current()).toBe(first + 1n);
  pass(60_000);
  expect(clock.current()).toBe(first + 20n);
  expect(clock.advance()).toBe(first + 21n);
});

test('times and SCNs lead to each other', () => {
  const { clock, pass } = clockAt(start);
  pass(60_000);
  for (let commit = 0; commit < 100; commit += 1) clock.advance();
  const scn = clock.current();
  pass(60_000);
  expect(clock.at(start + 60_000)).toBe(scn);
  expect(clock.timeOf(scn)).toBe(start + 60_000);
  expect(() => clock.at(start - 1000)).toThrow('ORA-08180');
  expect(() => clock.timeOf(scn + 1000n)).toThrow('ORA-08181');
});

test('undo reaches back by its retention, and to the beginning of a young database', () => {
  const { clock, pass } = clockAt(start);
  const first = clock.current();
  for (let commit = 0; commit < 10; commit += 1) clock.advance();
  expect(clock.oldest(900)).toBe(first);
  pass(1_000_000);
  expect(clock.oldest(900)).toBeGreaterThan(first + 10n);
  expect(clock.oldest(900)).toBeLessThan(clock.current());
});

test('a restart does not turn the SCN back', () => {
  const { clock, pass, reopen } = clockAt(start);
  for (let commit = 0; commit < 10; commit += 1) clock.advance();
  const before = clock.current();
  pass(5000);
  expect(reopen().current()).toBeGreaterThanOrEqual(before);
});

import fc from 'fast-check';
import { watchScreen } from '../../../src/cli/watch/screen';
import { copying, frame, frameOf, withoutDeadline } from './frames';

const screen = (...given: Parameters<typeof frameOf>): string => watchScreen(frameOf(...given)).join('\n');

test('80 columns and 24 rows hold all of it', () => {
  expect(watchScreen({ ...frame, columns: 80, rows: 24 })).toEqual([
    'sales  20261123T011500Z-3f2a9c  runs for 55 min, on db1',
    '',
    '✔ prepare 4 s  ✔ watch 1 s  ✔ accelerate 1 s  ✔ export 25 min 4 s',
    '▶ copy 29 min 50 s  · seal',
    '',
    'copy       █████░░░░░░░░  42 %  84.0 GB of 200 GB  61.2 MB/s  31 min 35 s left',
    'london     █████░░░░░░░░  copying',
    'frankfurt  █████░░░░░░░░  copying',
    'stockholm  ████░░░░░░░░░  copying, 600 parts missing: connection refused',
    '',
    'deadline   ███████████████████████████████──────────▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒┃▒▒▒',
    '           due 03:00:00Z, in 50 min; then it settles for the quorum',
    '           ◐ close: done about 02:41:00Z, 19 min to spare',
    '             02:32:00Z at best, 03:05:00Z when it goes badly',
    'pace       expedited',
    'held back  by packet loss to stockholm: 1.1 % retransmitted at a round trip of',
    '           81 ms. Ask whoever runs the line why it loses packets.',
    '',
    'decisions',
    '01:50:00Z  expedited: 4190 s are left, and the rest takes 3900 s, 4500 s when',
    '           it goes badly',
    '',
    '',
    'p pause   r resume   e expedite   q quit; the backup goes on',
  ]);
});

test('a window of any size gets as many lines as it has rows, none wider than it is', () => {
  const reasons = fc.option(fc.string({ unit: 'grapheme', maxLength: 200 }), { nil: null });
  const warnings = fc.array(fc.lorem({ maxCount: 30 }), { maxLength: 6 });
  const sizes = { columns: fc.integer({ min: 1, max: 250 }), rows: fc.integer({ min: 1, max: 80 }) };
  fc.assert(
    fc.property(fc.record({ ...sizes, warnings, reason: reasons, note: fc.string() }), ({ warnings, ...rest }) => {
      const lines = watchScreen(frameOf({ warnings }, rest));
      expect(lines).toHaveLength(rest.rows);
      for (const line of lines) expect(Array.from(line).length).toBeLessThanOrEqual(rest.columns);
    }),
  );
});

test('a small window has what matters most: the phase, the bars, whether it will be in time, the keys', () => {
  expect(watchScreen({ ...frame, columns: 60, rows: 10 })).toEqual([
    'sales  20261123T011500Z-3f2a9c  runs for 55 min, on db1',
    '▶ copy 29 min 50 s, phase 5 of 6',
    'copy       ████░░░░░░  42 %  84.0 GB of 200 GB  61.2 MB/s  …',
    'london     ████░░░░░░  copying',
    'frankfurt  ████░░░░░░  copying',
    'stockholm  ███░░░░░░░  copying, 600 parts missing: connecti…',
    'deadline   ◐ close: done about 02:41:00Z, 19 min to spare',
    '           due 03:00:00Z, in 50 min; then it settles for th…',
    'held back  by packet loss to stockholm: 1.1 % retransmitted',
    'p pause   r resume   e expedite   q quit; the backup goes on',
  ]);
});

test('colours come as colours, and never alone: without them every word is there', () => {
  const coloured = watchScreen({ ...frame, hasColour: true }).join('\n');
  expect(coloured).toContain('\x1b[33m◐ close\x1b[39m');
  // oxlint-disable-next-line no-control-regex -- colours
  expect(coloured.replaceAll(/\x1b\[\d+m/g, '')).toBe(watchScreen(frame).join('\n'));
});

test('a forecast beyond the deadline is late by so much', () => {
  const forecast = { export: null, copy: null, whole: { fastMs: 3_600_000, likelyMs: 4_800_000, slowMs: 6e6 } };
  const timing = { ...copying.timing, forecast };
  expect(screen({ timing })).toContain('▲ late: done about 03:30:00Z, 30 min too late');
});

test('before there is a forecast it says so, and without a deadline there is the forecast alone', () => {
  expect(screen({ timing: { ...copying.timing, forecast: null, forecastAt: null } })).toContain('no forecast yet');
  const { forecast, forecastAt } = copying.timing;
  const alone = screen({ timing: { ...withoutDeadline, forecast, forecastAt } });
  expect(alone).toContain('none; done about 02:41:00Z');
  expect(screen({ timing: withoutDeadline })).not.toContain('deadline');
});

test('a pause has its reason, its end, and a word on the clock', () => {
  const pause = { reason: 'the DBA needs it', until: '2026-11-23T02:30:00.000Z' };
  const paused = screen({ paused: true, pause }, { columns: 120 });
  expect(paused).toContain('⏸ copy 29 min 50 s');
  expect(paused).toContain('paused     until 02:30:00Z: the DBA needs it; the deadline’s clock goes on');
});

test('while it is paused, the forecast says what holds if it goes on now', () => {
  const minutes = (n: number): number => frame.nowMs + n * 60_000;
  const { timing } = copying;
  expect(screen({ timing, paused: true }, { nowMs: minutes(30) })).toContain(
    '▲ late: done about 03:11:00Z if it goes on now, 11 min too late',
  );
  expect(screen({ timing }, { nowMs: minutes(60) })).toContain('it takes longer than was forecast');
});

test('an export has its percentage, and no bytes', () => {
  const exporting = screen({ phase: 'export', exportPercent: 30, bytesTotal: null, bytesCopied: 0 });
  expect(exporting).toMatch(/^export {5}█+░+ {2}30 % {2}61.2 MB\/s$/m);
});

test('a run that no worker takes says on which task queue, and what to do', () => {
  const unattended = { ...frame.sight, unattendedSince: new Date('2026-11-23T02:09:00Z') };
  const waits = watchScreen({
    ...frame,
    sight: { ...unattended, progress: { ...copying, phase: 'waiting for a worker' } },
  }).join('\n');
  expect(waits).toContain('▶ waiting for a worker');
  expect(waits).toContain(
    'waits      for a worker on task queue redoubt since 02:09:00Z; start one with `redoubt worker`',
  );
});

test('a run that waits for its turn says at which place, and that nothing has begun', () => {
  const wait = { before: 2, waiting: 7, running: 4, atOnce: 4, trouble: null, since: '2026-11-23T02:00:00.000Z' };
  const waiting = {
    ...copying,
    phase: 'waiting for its turn',
    phaseStartedAt: wait.since,
    phases: copying.phases.slice(0, 1),
    wait,
    host: null,
    bytesTotal: null,
    bytesCopied: 0,
    regions: copying.regions.map(({ name }) => ({ name, state: 'waiting', missingParts: 0 }) as const),
    parts: { done: 0, total: 0 },
    monitor: null,
    timing: { ...copying.timing, pace: 'steady', decisions: [] },
  } as const;
  const { sight } = frameOf(waiting);
  expect(watchScreen({ ...frame, sight: { ...sight, bytesPerSecond: null }, columns: 80, rows: 20 })).toEqual([
    'sales  20261123T011500Z-3f2a9c  runs for 55 min',
    '',
    '▶ waiting for its turn 10 min  ✔ prepare 4 s  · watch  · accelerate  · export',
    '· copy  · seal',
    '',
    '           ░░░░░░░░░░░░░',
    'london     ░░░░░░░░░░░░░  waiting',
    'frankfurt  ░░░░░░░░░░░░░  waiting',
    'stockholm  ░░░░░░░░░░░░░  waiting',
    '',
    'deadline   ███████████████████████████████──────────▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒┃▒▒▒',
    '           due 03:00:00Z, in 50 min; then it settles for the quorum',
    '           ◐ close: done about 02:41:00Z, 19 min to spare',
    '             02:32:00Z at best, 03:05:00Z when it goes badly',
    'pace       steady',
    'waits      for its turn: place 3 of 7; 4 of 4 backups run',
    '',
    '',
    '',
    'p pause   r resume   e expedite   q quit; the backup goes on',
  ]);
  const trouble = 'who had a turn before is not known: nobody gets one until it is';
  const stuck = screen({ ...waiting, wait: { ...wait, before: 0, waiting: 1, trouble } }, { columns: 120 });
  expect(stuck).toContain(`waits      for its turn: place 1 of 1; ${trouble}`);
});

test('text from elsewhere cannot move the cursor or colour the screen', () => {
  const reason = 'gone\x1b[2J\x1b]0;title\x07\r\nfor good';
  const shown = screen({ regions: [{ name: 'london', state: 'unavailable', missingParts: 0, reason }] });
  // oxlint-disable-next-line no-control-regex -- what must not be there
  expect(shown).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  expect(shown).toContain('gone');
});

test('the last decisions are shown whole, as many as there is room for', () => {
  const decisions = Array.from({ length: 40 }, (_, i) => ({
    at: new Date(Date.parse('2026-11-23T01:20:00Z') + i * 60_000).toISOString(),
    pace: i % 2 === 0 ? ('expedited' as const) : ('steady' as const),
    because: `reason ${i} ${'because '.repeat(15)}`,
  }));
  const lines = watchScreen(frameOf({ timing: { ...copying.timing, decisions } }, { rows: 30, columns: 100 }));
  const from = lines.indexOf('decisions');
  expect(lines[from + 1]).toMatch(/^\d\d:\d\d:00Z {2}/);
  expect(lines.slice(from).some((line) => line.includes('reason 39'))).toBe(true);
});

test('long advice and warnings make room for the newest decision', () => {
  const warnings = [
    'mode schema leaves out roles, profiles, tablespaces, public synonyms and other schemas: '.repeat(3),
  ];
  const verdict = {
    ...copying.monitor?.verdict,
    bottleneck: 'database' as const,
    evidence: 'e',
    advice: 'advice '.repeat(60),
  };
  const lines = watchScreen(
    frameOf({ warnings, monitor: { host: 'db1', unavailable: [], verdict } }, { columns: 80, rows: 24, note: 'asked' }),
  );
  expect(lines).toContain('decisions');
  expect(lines.some((line) => line.startsWith('01:50:00Z  expedited: 4190 s'))).toBe(true);
  expect(lines.filter((line) => line.endsWith(' …')).length).toBeGreaterThanOrEqual(2);
  expect(lines.some((line) => line.includes('┃'))).toBe(true);
});

test('what holds the second host back has a line of its own', () => {
  const secondMonitor = {
    host: 'db2',
    unavailable: [],
    verdict: { bottleneck: 'disk' as const, evidence: '9 ms a request', advice: 'Use a faster disk.' },
  };
  const lines = watchScreen(frameOf({ secondMonitor }, { columns: 100, rows: 40 }));
  const told = lines.filter((line) => line.startsWith('held back'));
  expect(told).toHaveLength(2);
  expect(told[1]).toBe('held back  db2 by the disk: 9 ms a request. Use a faster disk.');
});

test('while it asks why, the answer stands in the last rows with the keys that end it', () => {
  const asking = watchScreen({ ...frame, reason: 'the DBA' });
  expect(asking.slice(-2)).toEqual(['why pause? the DBA▏', 'Enter pauses, also without a reason   Esc does not']);
});

test('without keys it names the one that is left', () => {
  expect(watchScreen({ ...frame, hasKeys: false }).at(-1)).toBe('Ctrl-C quits; the backup goes on');
});

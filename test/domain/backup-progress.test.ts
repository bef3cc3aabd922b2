import type { Bottleneck } from '../../src/domain/bottleneck';
import type { MonitorNews } from '../../src/domain/monitor-news';
import { startingTiming } from '../../src/domain/timing';
import {
  type BackupProgress,
  describeProgress,
  phaseFraction,
  progressTable,
  withLiveFigures,
} from '../../src/domain/backup-progress';

const copying: BackupProgress = {
  backupId: '20261123T081500Z-3f2a9c',
  database: 'sales',
  phase: 'copy',
  paused: false,
  startedAt: '2026-11-23T08:15:00.000Z',
  phaseStartedAt: '2026-11-23T08:16:05.000Z',
  bytesTotal: 250_000_000,
  bytesCopied: 100_000_000,
  exportPercent: null,
  regions: [
    { name: 'london', state: 'copying', missingParts: 0 },
    { name: 'stockholm', state: 'unavailable', missingParts: 3, reason: 'HTTP 503 | slow down' },
  ],
  parts: { done: 3, total: 8 },
  wait: null,
  attempt: 1,
  host: 'a',
  phases: [
    { name: 'prepare', startedAt: '2026-11-23T08:15:00.000Z', durationMs: 2000 },
    {
      name: 'export',
      startedAt: '2026-11-23T08:15:02.000Z',
      durationMs: 63_000,
      bytes: 250_000_000,
      bytesPerSecond: 3_968_000,
    },
  ],
  warnings: [],
  monitor: null,
  acceleration: null,
  pause: null,
  timing: startingTiming,
};

test('one line says phase, share, bytes, speed, time left and regions', () => {
  expect(describeProgress(copying, 5_000_000)).toBe(
    'copy · 40 % · 100 MB of 250 MB · 5.0 MB/s · 30 s left · london copying, ' +
      'stockholm unavailable (3 parts missing): HTTP 503 | slow down',
  );
});

test('what is not known yet is left out of the line', () => {
  const starting: BackupProgress = { ...copying, phase: 'starting', bytesTotal: null, bytesCopied: 0, regions: [] };
  expect(describeProgress(starting)).toBe('starting');
});

test('what holds either host back is said, the second one’s by its name', () => {
  const news = (host: string, bottleneck: Bottleneck): MonitorNews => ({
    host,
    verdict: { bottleneck, evidence: 'figures', advice: 'Do this.' },
    unavailable: [{ part: 'eBPF', reason: `none on ${host}`, remedy: '' }],
  });
  const both: BackupProgress = { ...copying, monitor: news('a', 'cpu'), secondMonitor: news('b', 'disk') };
  expect(describeProgress(both)).toContain(' · held back by the processor, b held back by the disk · ');
  expect(describeProgress({ ...both, monitor: null })).toContain(' · b held back by the disk · ');
  const page = progressTable(both);
  expect(page).toContain('**held back by the processor: figures** Do this.');
  expect(page).toContain('**b: held back by the disk: figures** Do this.');
  expect(page).toContain('b: not watched: eBPF (none on b)');
});

test('a paused backup says so beside its phase', () => {
  expect(describeProgress({ ...copying, paused: true })).toMatch(/^copy \(paused\) · 40 %/);
});

test('live figures of batches in flight are added, and never pass the total', () => {
  const live = { bytesDone: 50_000_000, bytesPerSecond: 1, exportPercent: null };
  expect(withLiveFigures(copying, live).bytesCopied).toBe(150_000_000);
  expect(withLiveFigures(copying, { ...live, bytesDone: 900_000_000 }).bytesCopied).toBe(250_000_000);
});

test('during the export the share is Data Pump’s per cent, the newer of both views', () => {
  const exporting: BackupProgress = {
    ...copying,
    phase: 'export',
    bytesTotal: null,
    bytesCopied: 0,
    exportPercent: 10,
  };
  expect(phaseFraction(exporting)).toBe(0.1);
  const live = withLiveFigures(exporting, { bytesDone: 0, bytesPerSecond: null, exportPercent: 25 });
  expect(phaseFraction(live)).toBe(0.25);
});

test('the page in Temporal’s UI has a row for each phase and each region, and no cell breaks it', () => {
  const page = progressTable({ ...copying, warnings: ['TDE is in use'] });
  expect(page.replaceAll('\u2003', '').split('\n')).toEqual([
    '**sales: copy 40 %**',
    '',
    'backup 20261123T081500Z-3f2a9c, on a',
    '',
    '| phase| since| took| bytes| speed|',
    '|---|---|---|---|---|',
    '| prepare| 08:15:00Z| 2 s| | |',
    '| export| 08:15:02Z| 1 min 3 s| 250 MB| 4.0 MB/s|',
    '| copy| 08:16:05Z| …| 100 MB of 250 MB| |',
    '',
    '| region| state|',
    '|---|---|',
    '| london| copying|',
    '| stockholm| unavailable, 3 parts missing (HTTP 503 \\| slow down)|',
    '',
    '⚠ TDE is in use',
    '',
  ]);
});

test('its first line says what a person asks first: how far, paused, or how it ended', () => {
  const firstLine = (change: Partial<typeof copying>): string | undefined =>
    progressTable({ ...copying, ...change }).split('\n')[0];
  expect(firstLine({ paused: true })).toBe('**sales: copy (paused); the signal resume goes on**');
  expect(firstLine({ phase: 'done', outcome: 'sealed' })).toBe('**sales: sealed**');
  expect(firstLine({ phase: 'prepare', bytesTotal: null })).toBe('**sales: prepare**');
});

import { startingTiming } from '../../../src/domain/timing';
import { progressView } from '../../../src/cli/watch/progress-view';
import type { BackupSight } from '../../../src/cli/watch/watch-backup';
import type { BackupProgress } from '../../../src/domain/backup-progress';

const progress: BackupProgress = {
  backupId: '20261123T081500Z-3f2a9c',
  database: 'sales',
  phase: 'copy',
  paused: false,
  startedAt: '2026-11-23T08:15:00.000Z',
  phaseStartedAt: '2026-11-23T08:16:05.000Z',
  bytesTotal: 200_000_000,
  bytesCopied: 100_000_000,
  exportPercent: null,
  regions: [{ name: 'london', state: 'copying', missingParts: 0 }],
  parts: { done: 3, total: 6 },
  wait: null,
  attempt: 1,
  host: 'a',
  phases: [],
  warnings: [],
  monitor: null,
  acceleration: null,
  pause: null,
  timing: startingTiming,
};
const sight: BackupSight = {
  progress,
  reported: progress,
  bytesPerSecond: 10_000_000,
  unattendedSince: null,
  waitsFor: null,
  isRunning: true,
};
const at = (bytesCopied: number): BackupSight => ({ ...sight, progress: { ...progress, bytesCopied } });

function collect(terminal: boolean) {
  const written: string[] = [];
  let nowMs = 0;
  const output = { write: (text: string) => written.push(text), isTTY: terminal, columns: 60 };
  const view = progressView(output, () => nowMs);
  return { view, written, passMs: (ms: number) => (nowMs += ms) };
}

test('a terminal gets a bar that stays on its line and fits into it', () => {
  const { view, written } = collect(true);
  view.show(sight, 'redoubt');
  expect(written).toEqual(['\r\x1b[2K██████████░░░░░░░░░░ sales: copy · 50 % · 100 MB of 200 MB…']);
});

test('elsewhere a line comes every five seconds, and at once when the phase changes', () => {
  const { view, written, passMs } = collect(false);
  view.show(at(100_000_000), 'redoubt');
  passMs(1000);
  view.show(at(110_000_000), 'redoubt');
  expect(written).toHaveLength(1);
  passMs(4000);
  view.show(at(150_000_000), 'redoubt');
  expect(written[1]).toBe('sales: copy · 75 % · 150 MB of 200 MB · 10.0 MB/s · 5 s left · london copying\n');
  view.show({ ...sight, progress: { ...progress, phase: 'seal' } }, 'redoubt');
  expect(written).toHaveLength(3);
});

test('the same line is not printed twice', () => {
  const { view, written, passMs } = collect(false);
  view.show(sight, 'redoubt');
  passMs(60_000);
  view.show(sight, 'redoubt');
  expect(written).toHaveLength(1);
});

test('a run that no worker takes says on which task queue, since when, and what to do', () => {
  const { view, written } = collect(false);
  view.show({ ...sight, unattendedSince: new Date('2026-11-23T08:15:03Z') }, 'nightly');
  expect(written).toEqual([
    'sales: waiting for a worker on task queue nightly since 08:15:03Z; start one with `redoubt worker`\n',
  ]);
});

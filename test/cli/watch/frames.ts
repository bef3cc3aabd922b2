import type { WatchFrame } from '../../../src/cli/watch/screen';
import type { BackupProgress } from '../../../src/domain/backup-progress';
import { startingTiming } from '../../../src/domain/timing';

/** A copy under way: two regions well, one that lacks parts, and a deadline that a slow course would miss. */
export const copying: BackupProgress = {
  backupId: '20261123T011500Z-3f2a9c',
  database: 'sales',
  phase: 'copy',
  paused: false,
  pause: null,
  startedAt: '2026-11-23T01:15:00.000Z',
  phaseStartedAt: '2026-11-23T01:40:10.000Z',
  bytesTotal: 200_000_000_000,
  bytesCopied: 84_000_000_000,
  exportPercent: null,
  regions: [
    { name: 'london', state: 'copying', missingParts: 0 },
    { name: 'frankfurt', state: 'copying', missingParts: 0 },
    { name: 'stockholm', state: 'copying', missingParts: 600, reason: 'connection refused' },
  ],
  parts: { done: 2500, total: 6000 },
  wait: null,
  attempt: 1,
  host: 'db1',
  phases: [
    { name: 'prepare', startedAt: '2026-11-23T01:15:00.000Z', durationMs: 4000 },
    { name: 'watch', startedAt: '2026-11-23T01:15:04.000Z', durationMs: 1000 },
    { name: 'accelerate', startedAt: '2026-11-23T01:15:05.000Z', durationMs: 1000 },
    { name: 'export', startedAt: '2026-11-23T01:15:06.000Z', durationMs: 1_504_000 },
  ],
  warnings: [],
  monitor: {
    host: 'db1',
    verdict: {
      bottleneck: 'loss',
      region: 'stockholm',
      evidence: '1.1 % retransmitted at a round trip of 81 ms',
      advice: 'Ask whoever runs the line why it loses packets.',
    },
    unavailable: [],
  },
  acceleration: null,
  timing: {
    deadline: { at: '2026-11-23T03:00:00.000Z', policy: 'settle', startedLate: false },
    forecast: {
      export: null,
      copy: null,
      whole: { fastMs: 1_320_000, likelyMs: 1_860_000, slowMs: 3_300_000 },
    },
    forecastAt: '2026-11-23T02:10:00.000Z',
    pace: 'expedited',
    decisions: [
      {
        at: '2026-11-23T01:50:00.000Z',
        pace: 'expedited',
        because: '4190 s are left, and the rest takes 3900 s, 4500 s when it goes badly',
      },
    ],
  },
};

export const frame: WatchFrame = {
  sight: {
    progress: copying,
    reported: copying,
    bytesPerSecond: 61_200_000,
    unattendedSince: null,
    waitsFor: null,
    isRunning: true,
  },
  taskQueue: 'redoubt',
  nowMs: Date.parse('2026-11-23T02:10:00.000Z'),
  columns: 100,
  rows: 30,
  hasColour: false,
  note: '',
  hasKeys: true,
  reason: null,
};

/** The frame with other progress. */
export const frameOf = (change: Partial<BackupProgress>, rest: Partial<WatchFrame> = {}): WatchFrame => ({
  ...frame,
  ...rest,
  sight: { ...frame.sight, ...rest.sight, progress: { ...copying, ...change } },
});

export const withoutDeadline = startingTiming;

import { describeProgress, phaseFraction } from '../../domain/backup-progress';
import type { CliOutput } from '../cli-io';
import { liveLine } from '../live-line';
import type { BackupSight } from './watch-backup';

/** Where a running backup is shown. */
export interface ProgressView {
  show(sight: BackupSight, taskQueue: string): void;
  /** Something beside the progress; the same note is not repeated. */
  note(text: string): void;
  close(): void;
}

export function progressView(output: CliOutput, now?: () => number): ProgressView {
  const line = liveLine(output, now);
  return {
    show: (sight, taskQueue) =>
      line.show({
        key: stateKey(sight),
        fraction: phaseFraction(sight.progress),
        text: describeSight(sight, taskQueue),
      }),
    note: (text) => line.show({ key: text, fraction: null, text }),
    close: () => line.close(),
  };
}

/** What is worth a line at once. */
const stateKey = ({ progress, unattendedSince, waitsFor }: BackupSight): string =>
  JSON.stringify([
    progress.phase,
    progress.paused,
    unattendedSince,
    waitsFor !== null,
    progress.regions.map(({ name, state, reason }) => [name, state, reason]),
  ]);

/** One line of a sight. */
export function describeSight(sight: BackupSight, taskQueue: string): string {
  const { progress, bytesPerSecond, unattendedSince, waitsFor } = sight;
  if (unattendedSince !== null) {
    return `${progress.database}: waiting for a worker on task queue ${taskQueue} since ${clockOf(unattendedSince)}; start one with \`redoubt worker\``;
  }
  const waits = waitsFor === null ? '' : ` · waits: ${waitsFor}`;
  return `${progress.database}: ${describeProgress(progress, bytesPerSecond ?? undefined)}${waits}`;
}

const clockOf = (instant: Date): string => `${instant.toISOString().slice(11, 19)}Z`;

import { describeProgress, phaseFraction } from '../domain/backup-progress';
import type { CliOutput } from './cli-io';
import type { BackupSight } from './watch-backup';

/** Where a running backup is shown. */
export interface ProgressView {
  show(sight: BackupSight, taskQueue: string): void;
  /** Something beside the progress; the same note is not repeated. */
  note(text: string): void;
  close(): void;
}

/** A live bar on a terminal, plain lines elsewhere. */
export function progressView(output: CliOutput, now: () => number = Date.now): ProgressView {
  return output.isTTY === true ? barView(output) : lineView(output, now);
}

const clearLine = '\r\x1b[2K';
const barWidth = 20;

function barView(output: CliOutput): ProgressView {
  const draw = (text: string): void => {
    const columns = output.columns ?? 80;
    output.write(clearLine + (text.length < columns ? text : `${text.slice(0, columns - 2)}…`));
  };
  return {
    show: (sight, taskQueue) => draw(`${bar(phaseFraction(sight.progress))} ${describeSight(sight, taskQueue)}`),
    note: draw,
    close: () => void output.write(clearLine),
  };
}

function bar(fraction: number | null): string {
  const filled = Math.floor((fraction ?? 0) * barWidth);
  return '█'.repeat(filled) + '░'.repeat(barWidth - filled);
}

const lineEveryMs = 5000;

/** A line when the phase or a region changes, and every five seconds while figures move. */
function lineView(output: CliOutput, now: () => number): ProgressView {
  let lastKey = '';
  let lastText = '';
  let lastAt = Number.NEGATIVE_INFINITY;
  const print = (key: string, text: string): void => {
    if (text === lastText || (key === lastKey && now() - lastAt < lineEveryMs)) return;
    [lastKey, lastText, lastAt] = [key, text, now()];
    output.write(`${text}\n`);
  };
  return {
    show: (sight, taskQueue) => print(stateKey(sight), describeSight(sight, taskQueue)),
    note: (text) => print(text, text),
    close: () => undefined,
  };
}

/** What is worth a line at once. */
const stateKey = ({ progress, unattendedSince }: BackupSight): string =>
  JSON.stringify([
    progress.phase,
    progress.paused,
    unattendedSince,
    progress.regions.map(({ name, state, reason }) => [name, state, reason]),
  ]);

/** One line of a sight. */
export function describeSight({ progress, bytesPerSecond, unattendedSince }: BackupSight, taskQueue: string): string {
  if (unattendedSince !== null) {
    return `${progress.database}: waiting for a worker on task queue ${taskQueue} since ${clockOf(unattendedSince)}; start one with \`redoubt worker\``;
  }
  return `${progress.database}: ${describeProgress(progress, bytesPerSecond ?? undefined)}`;
}

const clockOf = (instant: Date): string => `${instant.toISOString().slice(11, 19)}Z`;

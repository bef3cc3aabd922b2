import type { BackupProgress } from '../../domain/backup-progress';
import { phaseNames } from '../../domain/manifest';
import { formatDuration } from '../../domain/quantities';
import type { WatchFrame } from './screen';
import type { Line, Span } from './terminal-text';

type PhaseFrame = Pick<WatchFrame, 'sight' | 'nowMs' | 'columns'>;

/** Each phase with its mark: ✔ has ended, ▶ runs (⏸ paused), · is still to come. */
export function phaseRows({ sight: { progress }, nowMs, columns }: PhaseFrame): readonly Line[] {
  const ended = new Map(progress.phases.map(({ name, durationMs }) => [name as string, durationMs]));
  const names = [...new Set<string>([...phaseNames, ...ended.keys()])];
  const cells = names.map((name): Span => {
    const tookMs = ended.get(name);
    if (name === progress.phase) return currentPhase(progress, nowMs);
    return tookMs === undefined ? ['dim', `· ${name}`] : ['green', `✔ ${name} ${formatDuration(tookMs)}`];
  });
  const isNamed = names.includes(progress.phase) || progress.phase === 'done';
  return flow([...(isNamed ? [] : [currentPhase(progress, nowMs)]), ...cells], columns);
}

/** The one that runs, and of how many. */
export function currentPhaseRow({ sight: { progress }, nowMs }: PhaseFrame): Line {
  const at = (phaseNames as readonly string[]).indexOf(progress.phase);
  return [currentPhase(progress, nowMs), ['dim', at < 0 ? '' : `, phase ${at + 1} of ${phaseNames.length}`]];
}

function currentPhase({ phase, phaseStartedAt, paused }: BackupProgress, nowMs: number): Span {
  const since = formatDuration(nowMs - Date.parse(phaseStartedAt));
  return paused ? ['yellow', `⏸ ${phase} ${since}`] : ['cyan', `▶ ${phase} ${since}`];
}

/** Spans beside each other, on as many lines as they need. */
function flow(cells: readonly Span[], columns: number): readonly Line[] {
  const lines: Span[][] = [];
  let used = 0;
  for (const cell of cells) {
    const width = (typeof cell === 'string' ? cell : cell[1]).length;
    const line = lines.at(-1);
    if (line === undefined || used + gap.length + width > columns) {
      lines.push([cell]);
      used = width;
    } else {
      line.push(gap, cell);
      used += gap.length + width;
    }
  }
  return lines;
}

const gap = '  ';

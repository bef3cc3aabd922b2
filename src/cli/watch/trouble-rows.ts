import { describeStanding } from '../../domain/admission/place';
import { holdsOf, type BackupProgress } from '../../domain/backup-progress';
import { nameOfBottleneck } from '../../domain/describe-monitor';
import { clockOf } from './deadline-rows';
import { labelled, labelWidth } from './labelled';
import type { WatchFrame } from './screen';
import { wrap, type Line } from './terminal-text';

/**
 * What keeps it from going on or from going faster.
 * @param mostLines of each: what is longer ends in …
 */
export function troubleRows(
  frame: Pick<WatchFrame, 'sight' | 'taskQueue' | 'columns'>,
  mostLines: number,
): readonly Line[] {
  const { sight, taskQueue, columns } = frame;
  const { progress, waitsFor, unattendedSince } = sight;
  const told = (label: string, text: string): readonly Line[] =>
    labelled(
      label,
      wrap(text, columns - labelWidth - 1, mostLines).map((line): Line => [['yellow', line]]),
    );
  return [
    ...(unattendedSince === null
      ? []
      : told(
          'waits',
          `for a worker on task queue ${taskQueue} since ${clockOf(unattendedSince.getTime())}; start one with \`redoubt worker\``,
        )),
    ...(progress.paused ? told('paused', pauseText(progress)) : []),
    ...(progress.wait == null ? [] : told('waits', `for its turn: ${describeStanding(progress.wait)}`)),
    ...(waitsFor === null ? [] : told('waits', waitsFor)),
    ...holdsOf(progress).flatMap(({ where, verdict }) =>
      told('held back', `${where}by ${nameOfBottleneck(verdict)}: ${verdict.evidence}. ${verdict.advice}`),
    ),
    ...progress.warnings.flatMap((warning) => told('warning', warning)),
  ];
}

function pauseText({ pause, timing }: BackupProgress): string {
  const until = pause?.until == null ? 'until somebody resumes it' : `until ${clockOf(Date.parse(pause.until))}`;
  const why = pause?.reason == null ? '' : `: ${pause.reason}`;
  return `${until}${why}${timing.deadline === null ? '' : '; the deadline’s clock goes on'}`;
}

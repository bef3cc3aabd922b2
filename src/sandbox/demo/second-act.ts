import { formatDuration } from '../../domain/quantities';
import { BackupError } from '../../errors';
import type { Sandbox } from '../sandbox';
import { backUp, tookMsOf, type DemoBackup } from './demo-backup';
import { startDemoWorker } from './demo-worker';
import { loseAndRestore } from './lose-and-restore';
import { runRedoubt, type CommandLine } from './redoubt-process';

/** Of what the steady run took: so much less that it would be late beyond any doubt. */
const deadlineShare = 0.75;

export interface SecondAct {
  readonly backupId: string;
  /** Until sealed: act one, the deadline from the start of act two, and act two. */
  readonly steadySeconds: number;
  readonly deadlineSeconds: number;
  readonly tookSeconds: number;
}

/**
 * The same again with a deadline that the steady pace misses, by what the first act took under the same throttles, and
 * with a second host to take.
 * @throws BackupError SANDBOX_FAILED when the deadline is missed; what `loseAndRestore` throws
 */
export async function playSecondAct(sandbox: Sandbox, steady: DemoBackup, line: CommandLine): Promise<SecondAct> {
  const steadyMs = tookMsOf(steady);
  const deadlineSeconds = Math.round((steadyMs * deadlineShare) / 1000);
  line.say('\n=== Second act: the same, with a deadline that the steady pace would miss');
  await runRedoubt(['sandbox', 'up'], line);
  const stopWorker = await startDemoWorker(line, { host: 'demo-2', logFile: sandbox.logFile('worker-2') });
  try {
    line.say(
      `the first act took ${formatDuration(steadyMs)} at the steady pace, under the same throttles; now it has ${deadlineSeconds} s`,
    );
    const backup = await backUp(line, ['--deadline', `PT${deadlineSeconds}S`]);
    line.say(describeDecisions(backup).join('\n'));
    const { isMet = false, lateByMs = 0 } = backup.deadline ?? {};
    if (!isMet) {
      throw new BackupError('SANDBOX_FAILED', `the deadline was missed by ${formatDuration(lateByMs)}`, {
        hint: 'Run it again while the machine is less busy.',
      });
    }
    await loseAndRestore(sandbox, backup.backupId, line);
    const tookSeconds = Math.round((deadlineSeconds * 1000 + lateByMs) / 1000);
    return { backupId: backup.backupId, steadySeconds: Math.round(steadyMs / 1000), deadlineSeconds, tookSeconds };
  } finally {
    await stopWorker();
  }
}

/** Whether the deadline was met, and how: the log of decisions that the result has. */
function describeDecisions({ deadline, pace }: DemoBackup): readonly string[] {
  const late =
    deadline === null
      ? ''
      : `, ${formatDuration(Math.abs(deadline.lateByMs))} ${deadline.isMet ? 'before' : 'after'} it`;
  return [
    `the deadline is ${deadline?.isMet === true ? 'met' : 'missed'}${late}. How, by the run’s own log of decisions:`,
    ...(pace?.decisions ?? []).map(({ at, pace: now, because }) => `  ${at.slice(11, 19)}Z ${now}: ${because}`),
  ];
}

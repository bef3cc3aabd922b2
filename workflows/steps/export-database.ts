import { sleep } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { CompletedExport, ExportOutcome } from '../../src/domain/completed-export';
import { BackupError } from '../../src/errors';
import { endIfCancelled, type Control } from '../running/control';
import { activities, longRunning } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';
import type { Timekeeper } from '../running/timekeeper';
import { whileWorkersFollow } from '../running/export-workers';

/** New names and a new SCN each time: three chances for a passing cause, then a person has to look. */
const maxAttempts = 3;

export interface ExportInput {
  readonly plan: BackupPlan;
  readonly time: Timekeeper;
}

/** Runs the export to completion: over crashes by attaching again, over pauses, and by a new attempt where it must be. */
export async function exportDatabase(
  { plan, time }: ExportInput,
  control: Control,
  board: ProgressBoard,
): Promise<CompletedExport> {
  const givenUp: string[] = [];
  for (let attempt = 1; ; attempt += 1) {
    board.update({ attempt, exportPercent: 0 });
    time.exportBegins();
    const begun = { plan: withWorkers(plan, time.exportWorkers), attempt, control };
    const outcome = await whileWorkersFollow({ ...begun, time }, () => runAttempt(begun));
    if (outcome.kind === 'completed') {
      board.update({ exportPercent: null, bytesTotal: outcome.bytes });
      return { ...outcome, attempts: attempt, warnings: [...givenUp, ...outcome.warnings] };
    }
    if (attempt === maxAttempts) {
      throw new BackupError(outcome.code, `the export of ${plan.database} failed ${attempt} times: ${outcome.reason}`);
    }
    const warning = `export attempt ${attempt} was given up: ${outcome.reason}`;
    givenUp.push(warning);
    board.update({ warnings: [...board.progress.warnings, warning] });
    await sleep('5s');
  }
}

interface Attempt {
  readonly plan: BackupPlan;
  readonly attempt: number;
  readonly control: Control;
}

const withWorkers = (plan: BackupPlan, parallel: number): BackupPlan => ({
  ...plan,
  export: { ...plan.export, parallel },
});

async function runAttempt({ plan, attempt, control }: Attempt): Promise<Exclude<ExportOutcome, { kind: 'stopped' }>> {
  for (;;) {
    await control.untilRunning();
    const outcome = await control.interruptible(() =>
      activities(longRunning, `Data Pump export, attempt ${attempt}`).runExport({ plan, attempt }),
    );
    endIfCancelled();
    if (outcome !== undefined && outcome.kind !== 'stopped') return outcome;
    // Paused: the job is stopped in the database too. Otherwise a worker that shut down handed the work over.
    if (control.paused) await activities(longRunning, 'stop the Data Pump job').pauseExport({ plan, attempt });
  }
}

import { workflowInfo } from '@temporalio/workflow';
import type { BackupPlan, PreparedBackup } from '../../src/domain/backup-plan';
import type { BackupRequest } from '../../src/domain/backup-request';
import { resolveDeadline, type Deadline } from '../../src/domain/deadline';
import { expectedBytes, nothingPast } from '../../src/domain/forecast';
import type { TimekeeperInput } from '../running/timekeeper';
import type { Holder } from '../../src/domain/keeper';
import { checked } from '../running/failure';
import type { Notices } from '../running/notices';
import { activities, longRunning, quickCheck, quickLook } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';

/** The prepared backup, when it has to be done, and what is known of how long it takes. */
export interface Prepared extends TimekeeperInput {
  readonly prepared: PreparedBackup;
}

/**
 * Box one of the flowchart: makes the plan, removes what dead runs left, and looks whether database and regions are as
 * they must be. What a person has to mend ends the backup here, before anything is created.
 */
export async function prepareBackup(
  board: ProgressBoard,
  holder: Holder,
  request: BackupRequest,
  notices: Notices,
): Promise<Prepared> {
  const { plan, warnings } = await activities(quickCheck, 'make the plan').planBackup({
    database: holder.database,
    backupId: holder.backupId,
    startedAt: board.progress.startedAt,
  });
  const deadline = deadlineOf(request, plan);
  board.showTiming({ ...board.progress.timing, deadline });
  notices.begin(plan);
  board.useSearchAttributes(plan.searchAttributes);
  board.update({
    warnings,
    regions: plan.copies.regions.map(({ name }) => ({ name, state: 'waiting', missingParts: 0 })),
  });

  const swept = await activities(longRunning, 'remove what dead runs left').sweepDatabase({ database: plan.database });
  const regions = await activities(longRunning, 'check the regions').checkRegions({ plan });
  const inspected = await activities(longRunning, 'inspect the database').inspectDatabase({ plan });

  const prepared: PreparedBackup = {
    plan: { ...plan, export: { ...plan.export, parallel: inspected.parallel } },
    facts: inspected.facts,
    warnings: [...warnings, ...swept.warnings, ...regions.warnings, ...inspected.warnings],
    previousBackupId: regions.previousBackupId,
  };
  const past = await activities(quickLook, 'what the backups before took')
    .readPastRates({ plan })
    .catch(() => nothingPast);
  board.update({ warnings: prepared.warnings });
  return {
    plan: prepared.plan,
    prepared,
    deadline,
    past,
    expectedBytes: expectedBytes(inspected.facts, past),
    undoRetentionS: inspected.facts.undoRetentionS,
  };
}

/** @throws INVALID_REQUEST for a deadline that has passed */
function deadlineOf({ deadline, policy }: BackupRequest, plan: BackupPlan): Deadline | null {
  const { startTime, searchAttributes } = workflowInfo();
  const [scheduled] = searchAttributes['TemporalScheduledStartTime'] ?? [];
  return checked(() =>
    resolveDeadline({
      requested: { deadline, policy },
      configured: plan.deadline,
      startedAtMs: startTime.getTime(),
      ...(scheduled instanceof Date ? { scheduledAtMs: scheduled.getTime() } : {}),
    }),
  );
}

import type { PreparedBackup } from '../../src/domain/backup-plan';
import type { Holder } from '../../src/domain/keeper';
import { activities, longRunning, quickCheck } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';

/**
 * Box one of the flowchart: makes the plan, removes what dead runs left, and looks whether database and regions are as
 * they must be. What a person has to mend ends the backup here, before anything is created.
 */
export async function prepareBackup(board: ProgressBoard, holder: Holder): Promise<PreparedBackup> {
  const { plan, warnings } = await activities(quickCheck, 'make the plan').planBackup({
    database: holder.database,
    backupId: holder.backupId,
    startedAt: board.progress.startedAt,
  });
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
  board.update({ warnings: prepared.warnings });
  return prepared;
}

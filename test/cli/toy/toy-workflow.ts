import { startingTiming } from '../../../src/domain/timing';
import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineSignal,
  isCancellation,
  proxyActivities,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow';
import { backupIdOf } from '../../../src/domain/backup-id';
import type { BackupProgress } from '../../../src/domain/backup-progress';
import type { BackupResult } from '../../../src/domain/backup-result';

const { copyBatch } = proxyActivities<{ copyBatch(): Promise<void> }>({
  startToCloseTimeout: '60s',
  heartbeatTimeout: '20s',
});

/** Answers as the real one does: `broken` fails with its result as details, `held` waits for `finish`, others seal. */
export async function backupDatabase({ database }: { database: string }): Promise<BackupResult> {
  const { workflowId, startTime, firstExecutionRunId } = workflowInfo();
  const progress: BackupProgress = {
    backupId: backupIdOf(startTime, firstExecutionRunId),
    database,
    phase: 'copy',
    paused: false,
    startedAt: startTime.toISOString(),
    phaseStartedAt: startTime.toISOString(),
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
  let paused = false;
  let finished = database !== 'held';
  setHandler(defineQuery('progress'), () => ({ ...progress, paused }));
  setHandler(defineSignal('pause'), () => void (paused = true));
  setHandler(defineSignal('resume'), () => void (paused = false));
  setHandler(defineSignal('finish'), () => void (finished = true));
  const result: BackupResult = {
    version: 1,
    backupId: progress.backupId,
    workflowId,
    database,
    outcome: 'sealed',
    bytes: 200_000_000,
    sealedBytes: 90_000_000,
    files: 2,
    scn: '4711',
    attempts: 1,
    copies: [{ region: 'london', jurisdiction: 'UK', state: 'whole', missingParts: 0, manifest: true }],
    phases: [],
    warnings: [],
    repairWorkflowId: null,
    leftBehind: [],
    monitor: null,
    acceleration: null,
    deadline: null,
    pace: null,
  };
  if (database === 'broken') {
    const error = { code: 'QUORUM_NOT_REACHED', message: 'one of two regions', hint: 'Bring stockholm back.' } as const;
    throw ApplicationFailure.create({
      type: error.code,
      message: error.message,
      nonRetryable: true,
      details: [{ ...result, outcome: 'failed', error }],
    });
  }
  if (!finished) await Promise.race([copyBatch(), condition(() => finished)]).catch(letCancellationThrough);
  return result;
}

function letCancellationThrough(error: unknown): never {
  throw isCancellation(error) ? error : ApplicationFailure.nonRetryable(String(error), 'INTERNAL');
}

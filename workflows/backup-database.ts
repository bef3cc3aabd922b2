import { isCancellation, workflowInfo } from '@temporalio/workflow';
import { backupIdOf } from '../src/domain/backup-id';
import { parseBackupRequest } from '../src/domain/backup-request';
import type { BackupResult } from '../src/domain/backup-result';
import { buildResult, type BackupStory } from './running/backup-result';
import { createControl } from './running/control';
import { checked, toFailure } from './running/failure';
import { listenForTime, refuseTheImpossible } from './running/listen-for-time';
import { Notices } from './running/notices';
import { ProgressBoard } from './running/progress-board';
import { Timekeeper } from './running/timekeeper';
import { accelerateNetwork } from './steps/accelerate-network';
import { awaitAdmission } from './steps/await-admission';
import { copyFiles } from './steps/copy-files';
import { exportDatabase } from './steps/export-database';
import { holdDatabase, releaseDatabase } from './steps/hold-database';
import { prepareBackup } from './steps/prepare-backup';
import { sealBackup } from './steps/seal-backup';
import { watchHost } from './steps/watch-host';

/**
 * Backs up one database: prepare, wait for its turn, watch, accelerate, export, copy, seal. Input: `{"database":"sales"}`. Signals: `pause`,
 * `pauseUntil`, `resume`, `expedite`; update: `extendDeadline`; query: `progress`. Fails with a code of the error table as
 * its type, and the result so far as its details.
 */
export async function backupDatabase(input: unknown): Promise<BackupResult> {
  const request = checked(() => parseBackupRequest(input));
  const { database } = request;
  const { startTime, workflowId, firstExecutionRunId } = workflowInfo();
  const board = new ProgressBoard(database, backupIdOf(startTime, firstExecutionRunId), startTime);
  const control = createControl();
  control.onChange((pause) => board.update({ paused: pause !== null, pause }));
  const time = listenForTime(new Timekeeper(control, board), board, request);
  control.listen();
  const { backupId } = board.progress;
  const notices = new Notices(board, { database, backupId, workflowId, firstExecutionRunId });
  const story: BackupStory = { notices };
  const endWatch = async (keep: boolean): Promise<BackupStory> => {
    time.stop();
    story.monitor = (await story.watched?.watch.stop(keep)) ?? null;
    return story;
  };

  const holder = await notices.orFailed(() => holdDatabase(database, backupId));
  try {
    const before = await board.phase('prepare', () => prepareBackup(board, holder, request, notices));
    const prepared = (story.prepared = before.prepared);
    time.begin(before);
    refuseTheImpossible(time, board);
    const { plan } = prepared;
    await time.guard(() => awaitAdmission(plan, { control, time }, board));
    const watched = (story.watched = await board.phase('watch', () =>
      time.guard(() => watchHost(prepared.plan, board)),
    ));
    story.acceleration = await board.phase('accelerate', () =>
      time.guard(() => accelerateNetwork(prepared.plan, { lane: watched.lane, holder }, board)),
    );
    const made = (story.made = await board.phase(
      'export',
      () => time.guard(() => exportDatabase({ plan, time }, control, board)),
      sizeOf,
    ));
    const copied = (story.copied = await board.phase(
      'copy',
      () => time.guard(() => copyFiles({ plan, made, watched, time }, control, board)),
      () => made.bytes,
    ));
    story.sealed = await board.phase('seal', () =>
      time.guard(() => sealBackup({ prepared, made, copied, time, endWatch: () => endWatch(true) }, board)),
    );
    story.sealedAtMs = Date.now();
  } catch (error) {
    await endWatch(false);
    await notices.end(isCancellation(error) ? 'cancelled' : 'failed', error);
    // Nothing was created before `prepared` was known: the keeper need not look.
    const outcome = isCancellation(error) ? 'cancelled' : 'failed';
    story.leftBehind = await releaseDatabase(holder, { clean: story.prepared === undefined, outcome });
    board.finish(outcome);
    throw toFailure(error, buildResult(outcome, board, story, error));
  }
  await notices.end('sealed');
  story.leftBehind = await releaseDatabase(holder, { clean: false, outcome: 'sealed' });
  board.finish('sealed');
  return buildResult('sealed', board, story);
}

const sizeOf = ({ bytes }: { readonly bytes: number }): number => bytes;

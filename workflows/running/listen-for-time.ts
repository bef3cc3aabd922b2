import { defineSignal, defineUpdate, setHandler } from '@temporalio/workflow';
import type { BackupRequest } from '../../src/domain/backup-request';
import { deadlineOfRequest, parseExtension, type Extension } from '../../src/domain/extend-deadline';
import { finishTimes, outlook, slackMs, type ExtendedDeadline } from '../../src/domain/timing';
import { BackupError } from '../../src/errors';
import { toFailure } from './failure';
import type { ProgressBoard } from './progress-board';
import type { Timekeeper } from './timekeeper';

/** As fast as it can from now on; with another deadline where one is given: `{"deadline":"PT30M"}`. */
export const expediteSignal = defineSignal<[order?: unknown]>('expedite');

/** Another deadline: `{"by":"PT30M"}` later than now set, or `{"deadline":"2026-11-24T03:30:00Z"}`. */
export const extendDeadlineUpdate = defineUpdate<ExtendedDeadline, [order: unknown]>('extendDeadline');

/** Listens to `expedite` and `extendDeadline`. Call once, before the first await. */
export function listenForTime(time: Timekeeper, board: ProgressBoard, request: BackupRequest): Timekeeper {
  const set = (extension: Extension): Promise<void> => {
    const policy = time.deadline?.policy ?? request.policy ?? 'continue';
    return time.setDeadline({ ...deadlineOfRequest(extension, time.deadline), policy });
  };
  setHandler(
    expediteSignal,
    async (order) => {
      time.expedite('somebody asked for it');
      // A signal has no answer: what makes no sense is left out, and the pace is fast all the same.
      const extension = parseExtension(order, time.deadline, Date.now());
      if (typeof extension !== 'string') await set(extension);
    },
    { description: 'as fast as it can from now on; {"deadline":"PT30M"} gives another deadline too' },
  );
  setHandler(
    extendDeadlineUpdate,
    async (order) => {
      const extension = parseExtension(order, time.deadline, Date.now());
      // Any other error than a failure would be taken for a defect of the workflow.
      if (typeof extension === 'string') throw toFailure(new BackupError('INVALID_REQUEST', extension));
      await set(extension);
      const { timing } = board.progress;
      const finish = finishTimes(timing);
      return {
        deadline: timing.deadline?.at ?? '',
        doneAbout: finish === null ? null : new Date(finish.likelyMs).toISOString(),
        slackMs: slackMs(timing),
        outlook: outlook(timing),
      };
    },
    {
      description: 'another deadline: {"by":"PT30M"} or {"deadline":"2026-11-24T03:30:00Z"}; answers the forecast',
      validator: (order) => {
        if (time.isEnding) throw new Error('the deadline has passed, and the backup is being ended: start another one');
        const extension = parseExtension(order, time.deadline, Date.now());
        if (typeof extension === 'string') throw new Error(extension);
      },
    },
  );
  if (request.pace === 'expedited') time.expedite('the request asked for it');
  return time;
}

/** @throws DEADLINE_IMPOSSIBLE where the policy is `fail` and even the best course misses; else it is said as a warning */
export function refuseTheImpossible(time: Timekeeper, board: ProgressBoard): void {
  const finish = finishTimes(board.progress.timing);
  const { deadline } = time;
  if (deadline === null || finish === null || finish.fastMs <= Date.parse(deadline.at)) return;
  const best = new Date(finish.fastMs).toISOString();
  if (deadline.policy === 'fail') {
    throw new BackupError(
      'DEADLINE_IMPOSSIBLE',
      `due ${deadline.at}, and done at ${best} at best, by the backups before it`,
    );
  }
  const warning = `it cannot make its deadline: due ${deadline.at}, and done at ${best} at best, by the backups before it`;
  board.update({ warnings: [...board.progress.warnings, warning] });
}

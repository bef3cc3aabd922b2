import { setHandler, workflowInfo } from '@temporalio/workflow';
import { askingSchema } from '../../src/domain/admission/asking';
import { answeredBySchema } from '../../src/domain/admission/room';
import type { AdmissionDesk } from './admission-desk';
import { askSignal, leaveSignal, placeQuery, queueQuery } from './admission-signals';

/** Takes what runs and keepers say, and answers who asks. Call once, before the first await. */
export function listenAtDesk(desk: AdmissionDesk): void {
  setHandler(
    askSignal,
    (...given) => {
      // Anybody can send a signal: what is not an asking is left out.
      const asking = askingSchema.safeParse(given[0]);
      const answeredBy = answeredBySchema.safeParse(given[1]);
      if (asking.success && answeredBy.success) desk.ask(asking.data, answeredBy.data);
    },
    { description: 'sent for a backup that asks for its turn' },
  );
  setHandler(leaveSignal, (backupId) => void (typeof backupId === 'string' && desk.leave(backupId)), {
    description: 'sent by the keeper of a backup that is over: its id',
  });
  setHandler(placeQuery, (backupId) => desk.book.placeOf(backupId), {
    description: 'where a backup stands, by its id',
  });
  setHandler(queueQuery, () => desk.book.queue, {
    description: `who runs and who gets a turn next on ${workflowInfo().taskQueue}`,
  });
}

import { Context } from '@temporalio/activity';
import type { Client } from '@temporalio/client';
import type { Holder } from '../src/domain/keeper';
import { composeNotice, type Notice } from '../src/domain/notice';
import type { NoticeEvent } from '../src/domain/notices';
import { postWebhook, type WebhookTarget } from '../src/transport/webhook';
import { runEnd } from './run-end';

/** Where notices go, and which. */
export interface NoticeTarget extends WebhookTarget {
  readonly events: readonly NoticeEvent[];
}

export interface NotificationDependencies {
  readonly client: () => Client;
  /** Null: nobody is told. @throws BackupError SECRET_MISSING, NOTIFICATION_REFUSED */
  readonly webhook: () => NoticeTarget | null;
}

export type NotificationActivities = ReturnType<typeof createNotificationActivities>;

/** Tells people. @throws BackupError NOTIFICATION_NOT_TAKEN (it is tried again), NOTIFICATION_REFUSED, SECRET_MISSING */
export function createNotificationActivities({ client, webhook }: NotificationDependencies) {
  const post = async (notice: Notice): Promise<void> => {
    const target = webhook();
    if (target === null || !target.events.includes(notice.event)) return;
    const message = { id: notice.id, body: JSON.stringify(notice) };
    await postWebhook(target, message, Context.current().cancellationSignal);
  };
  return {
    notify: post,

    /** A run that was terminated or timed out told nobody. One that goes on (a Reset, a retry) has nothing to tell yet. */
    notifyOfLostRun: async (holder: Holder): Promise<void> => {
      if (webhook() === null) return;
      const outcome = await runEnd(client(), holder);
      if (outcome !== 'terminated' && outcome !== 'timed out') return;
      await post(
        composeNotice(holder, {
          event: 'failed',
          count: 1,
          atMs: Date.now(),
          timing: null,
          outcome,
          error: {
            code: 'CANCELLED',
            message: `the workflow was ${outcome} from outside, and nothing of it counts unless its manifest was written`,
            hint: 'The keeper cleans up after it; start a new backup when you are ready.',
          },
        }),
      );
    },
  };
}

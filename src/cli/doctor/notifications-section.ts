import type { Environment } from '../../config/config-file';
import type { Config } from '../../config/schema';
import { webhookOf, type Webhook } from '../../config/webhook';
import { BackupError } from '../../errors';
import type { DoctorFinding, DoctorSection } from './section';

/** Whether people would be told. Nothing is posted, and nothing of it can fail a backup. */
export function notificationsSection(config: Pick<Config, 'notifications'>, env: Environment): DoctorSection {
  return {
    title: 'Notifications',
    run: async () => {
      try {
        const webhook = webhookOf(config, env);
        return [webhook === null ? nobodyTold : describe(webhook)];
      } catch (error) {
        if (!(error instanceof BackupError)) throw error;
        const reason = `${error.message}: nobody would be told by a worker with these variables and files`;
        return [{ check: 'webhook', state: 'missing', reason, remedy: error.hint }];
      }
    },
  };
}

const nobodyTold: DoctorFinding = {
  check: 'webhook',
  state: 'note',
  reason: 'none is configured: nobody is told of a backup that is late or fails',
  remedy: 'docs/notifications.md has an example',
};

/** The path of a URL is often a secret: only its host is shown. */
const describe = ({ url, key, events }: Webhook): DoctorFinding => ({
  check: 'webhook',
  state: 'ok',
  reason: `${new URL(url).origin}, signed with a key of ${key.length} bytes: ${events.join(', ')}`,
  remedy: null,
});

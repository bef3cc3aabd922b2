import { BackupError } from '../errors';
import type { NoticeEvent } from '../domain/notices';
import type { Environment } from './config-file';
import type { Config } from './schema';
import { resolveSecret } from './secrets';

/** Where notices go, with the key that signs them. */
export interface Webhook {
  readonly url: string;
  readonly key: Buffer;
  readonly events: readonly NoticeEvent[];
}

/** Null where nobody is to be told. @throws BackupError SECRET_MISSING, NOTIFICATION_REFUSED for a secret that is none */
export function webhookOf({ notifications }: Pick<Config, 'notifications'>, env: Environment): Webhook | null {
  if (notifications === undefined) return null;
  const { url, secret, events } = notifications.webhook;
  return { url, events, key: signingKey(resolveSecret(secret, env)) };
}

/** https://www.standardwebhooks.com: 24 to 64 random bytes in base64, after `whsec_`. */
function signingKey(secret: string): Buffer {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(secret)?.[1];
  const key = Buffer.from(encoded ?? '', 'base64');
  if (key.length >= 24 && key.length <= 64) return key;
  throw new BackupError(
    'NOTIFICATION_REFUSED',
    'the secret of notifications.webhook is not whsec_ and 24 to 64 bytes in base64',
    { hint: 'Make one: echo "whsec_$(openssl rand -base64 32)"' },
  );
}

import { createHmac } from 'node:crypto';
import { BackupError } from '../errors';

export interface WebhookTarget {
  readonly url: string;
  readonly key: Buffer;
}

export interface WebhookMessage {
  /** The same over retries. */
  readonly id: string;
  readonly body: string;
}

const timeoutMs = 10_000;
/** What is read of an answer: enough for a reason. */
const mostAnswerBytes = 2048;

/**
 * Posts a message once, signed as Standard Webhooks has it.
 * @throws BackupError NOTIFICATION_NOT_TAKEN for any answer but 2xx, or none in ten seconds; NOTIFICATION_REFUSED for a
 * redirect, which is not followed: the notice is for nobody else
 */
export async function postWebhook(
  target: WebhookTarget,
  message: WebhookMessage,
  cancelled?: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(timeoutMs);
  const signal = cancelled === undefined ? limit : AbortSignal.any([limit, cancelled]);
  try {
    const response = await fetch(target.url, {
      method: 'POST',
      redirect: 'manual',
      signal,
      headers: { 'content-type': 'application/json', ...signedHeaders(target.key, message, Date.now()) },
      body: message.body,
    });
    if (response.status >= 300 && response.status < 400) {
      throw new BackupError(
        'NOTIFICATION_REFUSED',
        `${placeOf(target)} answered ${response.status}, a redirect, which is not followed`,
      );
    }
    if (!response.ok) throw notTaken(target, `${response.status} ${await firstBytes(response)}`.trim());
    await response.body?.cancel();
  } catch (error) {
    if (error instanceof BackupError) throw error;
    throw notTaken(target, limit.aborted ? `no answer in ${timeoutMs / 1000} s` : reasonOf(error), error);
  }
}

/** https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md */
export function signedHeaders(key: Buffer, { id, body }: WebhookMessage, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` };
}

async function firstBytes({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop closes the connection.
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= mostAnswerBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, 200).toString('utf8').replaceAll(/\s+/g, ' ');
}

/** Without path and query: they may be what lets one post there. */
const placeOf = ({ url }: WebhookTarget): string => new URL(url).origin;

const notTaken = (target: WebhookTarget, reason: string, cause?: unknown): BackupError =>
  new BackupError('NOTIFICATION_NOT_TAKEN', `${placeOf(target)}: ${reason}`, { cause });

/** fetch says no more than "fetch failed"; its cause has the reason, or, where all addresses failed, a code. */
function reasonOf(error: unknown): string {
  const { message, code, name } = Object(Object(error).cause ?? error) as Readonly<Record<string, unknown>>;
  return String(message || code || name || error);
}

import { createHmac, randomBytes } from 'node:crypto';
import { postWebhook } from '../../src/transport/webhook';
import { startReceiver, type Receiver } from './receiver';

const key = randomBytes(32);
const message = { id: 'b1-failed-1', body: JSON.stringify({ text: 'The backup of sales failed – é' }) };
const opened: Receiver[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((receiver) => receiver.close()));
});

async function receiver(...args: Parameters<typeof startReceiver>): Promise<Receiver> {
  const started = await startReceiver(...args);
  opened.push(started);
  return started;
}

test('a message arrives with a signature that its receiver can check', async () => {
  const { url, posts } = await receiver();
  await postWebhook({ url, key }, message);
  const [post] = posts;
  const { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signature } = post?.headers ?? {};
  const expected = createHmac('sha256', key)
    .update(`${String(id)}.${String(timestamp)}.${post?.body}`)
    .digest('base64');
  expect([id, signature, post?.body]).toEqual(['b1-failed-1', `v1,${expected}`, message.body]);
  expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
  expect(post?.headers['content-type']).toBe('application/json');
});

test('an answer of 500 is to be tried again, and its reason is told, of a bounded length', async () => {
  const { url } = await receiver((response) => void response.writeHead(500).end(`out of order ${'x'.repeat(1e6)}`));
  const error = await postWebhook({ url, key }, message).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'NOTIFICATION_NOT_TAKEN', retryable: true });
  expect((error as Error).message).toMatch(/^http:\/\/127.0.0.1:\d+: 500 out of order x+$/);
  expect((error as Error).message.length).toBeLessThan(300);
});

test('a redirect is refused, not followed', async () => {
  const other = await receiver();
  const { url } = await receiver((response) => void response.writeHead(307, { location: other.url }).end());
  await expect(postWebhook({ url, key }, message)).rejects.toMatchObject({ code: 'NOTIFICATION_REFUSED' });
  expect(other.posts).toEqual([]);
});

test('a receiver that never answers is given up, and its path is not told', async () => {
  const { url } = await receiver(() => undefined);
  await expect(postWebhook({ url, key }, message, AbortSignal.timeout(200))).rejects.toMatchObject({
    code: 'NOTIFICATION_NOT_TAKEN',
    message: expect.not.stringContaining('/notices'),
  });
});

test('an answer that never ends does not keep a message that was taken', async () => {
  const { url } = await receiver((response) => void response.writeHead(200).write('thank you'));
  await postWebhook({ url, key }, message);
});

test('a refused connection is to be tried again', async () => {
  const closed = await startReceiver();
  await closed.close();
  await expect(postWebhook({ url: closed.url, key }, message)).rejects.toMatchObject({
    code: 'NOTIFICATION_NOT_TAKEN',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

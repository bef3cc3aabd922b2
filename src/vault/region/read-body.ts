import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { BackupError } from '../../errors';

interface ReadLimits {
  /** Without a byte. */
  readonly idleMs: number;
  readonly signal: AbortSignal | undefined;
  /** Where the body goes. */
  readonly into: Buffer | undefined;
}

/**
 * Reads a response's body into one buffer of its announced size. A body that stops or ends early is an error.
 * @throws BackupError OBJECT_DAMAGED where it is longer than `into`
 */
export async function readBody(body: unknown, sizeBytes: number | undefined, limits: ReadLimits): Promise<Buffer> {
  if (!(body instanceof Readable)) throw new BackupError('INTERNAL', 'the response has no readable body');
  if (sizeBytes === undefined) throw new BackupError('REGION_MISCONFIGURED', 'the response has no Content-Length');
  const onAbort = (): void => void body.destroy(new Error('aborted'));
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  const idle = setTimeout(() => body.destroy(new Error(`no byte in ${limits.idleMs / 1000} s`)), limits.idleMs);
  try {
    limits.signal?.throwIfAborted();
    return await collect(body, roomFor(body, sizeBytes, limits.into), () => idle.refresh());
  } finally {
    clearTimeout(idle);
    limits.signal?.removeEventListener('abort', onAbort);
  }
}

function roomFor(body: Readable, sizeBytes: number, into: Buffer | undefined): Buffer {
  if (into === undefined) return Buffer.allocUnsafeSlow(sizeBytes);
  if (sizeBytes <= into.length) return into.subarray(0, sizeBytes);
  body.destroy();
  throw new BackupError(
    'OBJECT_DAMAGED',
    `the object has ${sizeBytes} bytes, and at most ${into.length} were expected`,
  );
}

/** Takes each chunk as it comes. To iterate would stop and start the socket for each, and join what came meanwhile. */
async function collect(body: Readable, whole: Buffer, onChunk: () => void): Promise<Buffer> {
  let length = 0;
  body.on('data', (chunk: Buffer) => {
    onChunk();
    length += chunk.copy(whole, length);
  });
  await finished(body);
  if (length !== whole.length) throw new Error(`the body ended after ${length} of ${whole.length} bytes`);
  return whole;
}

import { Readable } from 'node:stream';
import { BackupError } from '../errors';

interface ReadLimits {
  /** Without a byte. */
  readonly idleMs: number;
  readonly signal: AbortSignal | undefined;
}

/** Reads a response's body into one buffer of its announced size. A body that stops or ends early is an error. */
export async function readBody(body: unknown, sizeBytes: number | undefined, limits: ReadLimits): Promise<Buffer> {
  if (!(body instanceof Readable)) throw new BackupError('INTERNAL', 'the response has no readable body');
  if (sizeBytes === undefined) throw new BackupError('REGION_MISCONFIGURED', 'the response has no Content-Length');
  const onAbort = (): void => void body.destroy(new Error('aborted'));
  limits.signal?.addEventListener('abort', onAbort, { once: true });
  const idle = setTimeout(() => body.destroy(new Error(`no byte in ${limits.idleMs / 1000} s`)), limits.idleMs);
  try {
    limits.signal?.throwIfAborted();
    return await collect(body, sizeBytes, () => idle.refresh());
  } finally {
    clearTimeout(idle);
    limits.signal?.removeEventListener('abort', onAbort);
  }
}

async function collect(body: Readable, sizeBytes: number, onChunk: () => void): Promise<Buffer> {
  // Of its own memory, not Node's shared pool: it may be handed to a thread.
  const whole = Buffer.allocUnsafeSlow(sizeBytes);
  let length = 0;
  for await (const chunk of body) {
    onChunk();
    // A response's stream gives buffers.
    length += (chunk as Buffer).copy(whole, length);
  }
  if (length !== sizeBytes) throw new Error(`the body ended after ${length} of ${sizeBytes} bytes`);
  return whole;
}

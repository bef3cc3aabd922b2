import { Agent } from 'node:http';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { BenchPlace } from './place';
import type { LoopAnswer, LoopJob } from './bare-loop-thread';
import { partBytes } from './our-path';

const lanes = 6;
const roomBytes = Math.ceil(partBytes * 1.01);

/**
 * The ceiling: the same libraries and nothing else. Threads read, compress, encrypt and hash; this one puts the result in
 * three regions. No Temporal, no Oracle, no retries, no health, no index, no memory limit, no figures; buffers are shared
 * with the threads and reused as if every PUT ended well.
 */
export async function runBareLoop(place: BenchPlace): Promise<void> {
  const { data } = place;
  const clients = place.gateways.map(({ port }) => clientFor(port));
  const threads = Array.from({ length: availableParallelism() }, () => new LoopThread());
  const idle = [...threads];
  const waiting: ((thread: LoopThread) => void)[] = [];
  const rooms: SharedArrayBuffer[] = [];
  const parts = Math.ceil(data.bytes / partBytes);
  const name = place.freshName();
  let next = 0;

  const lane = async (): Promise<void> => {
    while (next < parts) {
      const part = next;
      next += 1;
      const offset = part * partBytes;
      const size = Math.min(partBytes, data.bytes - offset);
      const thread = idle.pop() ?? (await new Promise<LoopThread>((resolve) => waiting.push(resolve)));
      const room = rooms.pop() ?? new SharedArrayBuffer(roomBytes);
      const sealed = await thread.seal({ path: data.path, offset, size, room });
      const waiter = waiting.shift();
      if (waiter === undefined) idle.push(thread);
      else waiter(thread);
      const body = Buffer.from(room, 0, sealed.bytes);
      await Promise.all(clients.map((client) => put(client, `${name}/${part}`, body, sealed.sealedSha256)));
      rooms.push(room);
    }
  };
  try {
    await Promise.all(Array.from({ length: lanes }, lane));
  } finally {
    for (const client of clients) client.destroy();
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

function clientFor(port: number): S3Client {
  const client = new S3Client({
    region: 'eu-test-1',
    endpoint: `http://127.0.0.1:${port}`,
    forcePathStyle: true,
    credentials: { accessKeyId: 'redoubt', secretAccessKey: 'redoubt-secret' },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    requestHandler: new NodeHttpHandler({ httpAgent: new Agent({ keepAlive: true, maxSockets: 64 }) }),
  });
  client.middlewareStack.add(
    (next) => (args) => {
      // The SDK's own request: its headers are a plain record.
      (args.request as { headers: Record<string, string> }).headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD';
      return next(args);
    },
    { step: 'build' },
  );
  return client;
}

async function put(client: S3Client, key: string, body: Buffer, sha256: string): Promise<void> {
  await client.send(
    new PutObjectCommand({ Bucket: 'vault', Key: key, Body: body, ContentLength: body.length, ChecksumSHA256: sha256 }),
  );
}

/** Runs bare-loop-thread.ts, which Node strips of its types. */
class LoopThread {
  readonly #worker = new Worker(join(__dirname, 'bare-loop-thread.ts'), {
    execArgv: ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', '--disable-warning=ExperimentalWarning'],
  });

  seal(job: LoopJob): Promise<LoopAnswer> {
    return new Promise((resolve, reject) => {
      this.#worker.removeAllListeners();
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
      this.#worker.postMessage(job, []);
    });
  }

  close(): Promise<number> {
    return this.#worker.terminate();
  }
}

/** Seals alone, on all cores. */
export async function sealInLoop(place: BenchPlace): Promise<void> {
  const parts = Math.ceil(place.data.bytes / partBytes);
  let next = 0;
  await Promise.all(
    Array.from({ length: availableParallelism() }, async () => {
      const thread = new LoopThread();
      const room = new SharedArrayBuffer(roomBytes);
      while (next < parts) {
        const offset = next * partBytes;
        next += 1;
        const size = Math.min(partBytes, place.data.bytes - offset);
        await thread.seal({ path: place.data.path, offset, size, room });
      }
      await thread.close();
    }),
  );
}

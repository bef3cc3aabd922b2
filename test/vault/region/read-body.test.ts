import { createHash, randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { Transform } from 'node:stream';
import { readBody } from '../../../src/vault/region/read-body';
import { makeCertificate, type Certificate } from '../../transport/web-server';

const limits = { idleMs: 20_000, signal: undefined, into: undefined };
/** What fits one read of a socket or one record of TLS, a byte more, and several megabytes. */
const sizes = [0, 1, 100, 8_192, 8_193, 16_385, 65_536, 131_073, 1_000_003, 6_000_011];
const bodies = sizes.map((sizeBytes) => randomBytes(sizeBytes));
const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

interface BodyServer extends AsyncDisposable {
  /** The answer to a request for the body of this number. */
  get(which: number): Promise<http.IncomingMessage>;
}

/** Each body in pieces of many sizes, over two kept connections. */
async function serveBodies(tls: Certificate | undefined): Promise<BodyServer> {
  const serve: http.RequestListener = (request, response) => {
    const body = bodies[Number(request.url?.slice(1))] ?? Buffer.alloc(0);
    response.setHeader('content-length', body.length);
    for (let at = 0, piece = 1; at < body.length; at += piece, piece = (piece * 7) % 90_001) {
      response.write(body.subarray(at, at + piece));
    }
    response.end();
  };
  const server = tls === undefined ? http.createServer(serve) : https.createServer(tls, serve);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const kept = { keepAlive: true, maxSockets: 2 };
  const agent = tls === undefined ? new http.Agent(kept) : new https.Agent({ ...kept, ca: tls.cert });
  const send = tls === undefined ? http.get : https.get;
  return {
    get: (which) =>
      new Promise((resolve, reject) => {
        send({ host: '127.0.0.1', port, path: `/${which}`, agent }, resolve).on('error', reject);
      }),
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Passes on what it gets some turns later, and keeps a queue of it, as what stands between a socket and a reader may. */
function slowly(body: http.IncomingMessage): Transform {
  const slow = new Transform({
    readableHighWaterMark: 4_000_000,
    writableHighWaterMark: 4_000_000,
    transform: (chunk: Buffer, _encoding, passOn) => void setImmediate(() => setImmediate(() => passOn(null, chunk))),
  });
  return body.pipe(slow);
}

describe.each([
  ['http', undefined],
  ['https', makeCertificate()],
])('bodies over %s', (_scheme, tls) => {
  let server: BodyServer;
  beforeAll(async () => (server = await serveBodies(tls)));
  afterAll(() => server[Symbol.asyncDispose]());

  /** All bodies twice and at once, so that connections are used again while other bodies are under way. */
  async function readAll(through: (body: http.IncomingMessage) => NodeJS.ReadableStream): Promise<void> {
    const all = [...bodies.keys(), ...bodies.keys()];
    const got = await Promise.all(
      all.map(async (which) => {
        const answer = await server.get(which);
        return digest(await readBody(through(answer), sizes[which], limits));
      }),
    );
    expect(got).toEqual(all.map((which) => digest(bodies[which] ?? Buffer.alloc(0))));
  }

  test('are whole where they are taken as they come', () => readAll((body) => body));

  test('are whole where they come to the reader late, and many wait', () => readAll(slowly));

  test('are whole where the process is busy while they come', async () => {
    const busy = setInterval(() => {
      for (const until = performance.now() + 15; performance.now() < until;) randomBytes(65_536);
    }, 20);
    try {
      await readAll((body) => body);
    } finally {
      clearInterval(busy);
    }
  });

  test('are whole in the given memory, and nothing is written behind them', async () => {
    const into = Buffer.alloc(6_000_100, 7);
    const body = await readBody(await server.get(9), sizes[9], { ...limits, into });
    expect(digest(body)).toBe(digest(bodies[9] ?? Buffer.alloc(0)));
    expect(into.subarray(body.length).every((byte) => byte === 7)).toBe(true);
  });
});

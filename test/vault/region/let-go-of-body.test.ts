import { hash, randomBytes } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { openRegion } from '../../../src/vault/region/s3-region';
import type { Region } from '../../../src/vault/region/region';
import { waitFor } from '../../harness/wait-for';
import { makeCertificate, type Certificate } from '../../transport/web-server';
import { codeOf } from './region-contract';

const original = randomBytes(32 * 1024 * 1024);
const sha256 = hash('sha256', original);
const timeouts = { connectMs: 2000, idleMs: 300, callMs: 20_000 };
const endOfHead = '\r\n\r\n';

/** Takes connections and reads nothing from them until it is told to. */
class DeafServer {
  readonly sockets: Socket[] = [];
  readonly #server: Server;
  /** Written as soon as somebody connects. */
  answer = '';

  constructor(readonly certificate?: Certificate) {
    const taken = (socket: Socket): void => {
      this.sockets.push(socket);
      socket.on('error', () => undefined);
      if (this.answer !== '') socket.write(this.answer);
    };
    this.#server =
      certificate === undefined
        ? createServer({ pauseOnConnect: true }, taken)
        : createTlsServer({ ...certificate, pauseOnConnect: true }, taken);
  }

  async open(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    // It listens on a port, not on a path.
    return `${this.certificate === undefined ? 'http' : 'https'}://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What had been sent by the first connection, once it has ended or sent all. */
  async heard(): Promise<Buffer> {
    const [socket] = this.sockets;
    if (socket === undefined) throw new Error('nobody connected');
    const chunks: Buffer[] = [];
    let heardBytes = 0;
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
      socket.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        heardBytes += chunk.length;
        if (heardBytes > original.length) resolve();
      });
      socket.resume();
    });
    return Buffer.concat(chunks);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }
}

describe.each([
  ['http', undefined],
  ['https', makeCertificate()],
])('a PUT over %s that did not end well', (_name, certificate) => {
  let server: DeafServer;
  let region: Region;
  let body: Buffer;
  const agentSettings = { keepAlive: true, maxSockets: 2 };
  const httpAgent = (): HttpAgent => new HttpAgent(agentSettings);
  const httpsAgent = (): HttpsAgent => new HttpsAgent({ ...agentSettings, ca: certificate?.cert });

  beforeEach(async () => {
    server = new DeafServer(certificate);
    const settings = {
      name: 'london',
      jurisdiction: 'uk',
      bucket: 'backups',
      prefix: '',
      region: 'eu-west-2',
      pathStyle: true,
    };
    const credentials = { accessKeyId: 'redoubt', secretAccessKey: 'redoubt-secret' };
    region = openRegion(
      { ...settings, endpoint: await server.open(), credentials },
      { timeouts, httpAgent, httpsAgent },
    );
    body = Buffer.from(new SharedArrayBuffer(original.length));
    original.copy(body);
  });
  afterEach(async () => {
    region.close();
    await server.close();
  });

  /** Uses the memory again, and looks whether any of that was sent. */
  async function expectLetGo(): Promise<void> {
    body.fill(0);
    const heard = await server.heard();
    const sent = heard.subarray(heard.indexOf(endOfHead) + endOfHead.length);
    expect(sent.length).toBeLessThan(original.length);
    expect(sent.equals(original.subarray(0, sent.length))).toBe(true);
  }

  it('has let go of its body once it was aborted', async () => {
    const stop = new AbortController();
    const put = region.putObject('key', body, sha256, { signal: stop.signal });
    await waitFor('the connection', () => server.sockets.length > 0);
    stop.abort(new Error('enough'));
    await expect(put).rejects.toThrow('enough');
    await expectLetGo();
  });

  it('has let go of its body once the region was silent for too long', async () => {
    expect(await codeOf(region.putObject('key', body, sha256))).toBe('REGION_UNAVAILABLE');
    await expectLetGo();
  });

  it.each([
    ['is refused', '503 Slow Down', 'REGION_UNAVAILABLE'],
    ['is said to be stored', '200 OK', undefined],
  ])('has let go of its body once it %s before it was sent', async (_, status, code) => {
    server.answer = `HTTP/1.1 ${status}\r\nContent-Length: 0\r\n\r\n`;
    expect(await codeOf(region.putObject('key', body, sha256))).toBe(code);
    await expectLetGo();
  });

  it('has let go of its body though it never got a connection', async () => {
    const stop = new AbortController();
    const puts = Array.from({ length: 3 }, () => region.putObject('key', body, sha256, { signal: stop.signal }));
    await waitFor('all connections', () => server.sockets.length === 2);
    stop.abort(new Error('enough'));
    for (const put of puts) await expect(put).rejects.toThrow('enough');
    await expectLetGo();
  });
});

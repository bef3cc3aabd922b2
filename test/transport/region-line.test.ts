import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { openRegionLine, type RegionLine, type RegionLineOptions } from '../../src/transport/region-line';
import { waitFor } from '../harness/wait-for';
import { freePort } from '../vault/versitygw';
import { makeCertificate, onLinux, openDescriptors, openSilentPort, put, startWebServer } from './web-server';

const body = randomBytes(100_000);
const lines: RegionLine[] = [];
function openLine(options: Partial<RegionLineOptions> = {}): RegionLine {
  const line = openRegionLine({ region: 'london', scope: 'socket', connections: 4, ...options });
  lines.push(line);
  return line;
}
afterEach(() => {
  for (const line of lines.splice(0)) line.close();
});

onLinux('a line of tuned sockets', () => {
  test('a socket of a line has BBR, as read back from it', async () => {
    await using server = await startWebServer();
    const line = openLine();
    expect(await put(`http://127.0.0.1:${server.port}/`, line.httpAgent(), body)).toEqual({
      status: 200,
      body: '100000',
    });
    const { congestionControl, reasons } = line.report();
    if (congestionControl !== 'bbr') expect(reasons.join()).toMatch(/no BBR/);
    else expect(reasons.join()).not.toMatch(/no BBR/);
    expect(line.unavailable).toBeNull();
  });

  test('what a line sent, and how its sockets are, is read while they are open and after they are closed', async () => {
    await using server = await startWebServer();
    const line = openLine();
    const agent = line.httpAgent();
    await put(`http://127.0.0.1:${server.port}/`, agent, body);
    const open = line.read();
    expect(open?.counters.sentBytes).toBeGreaterThanOrEqual(body.length);
    expect(open?.counters.connectionsOpened).toBe(1);
    expect(open?.state).toMatchObject({ connections: 1, unsentBytes: 0, limitBytesPerSecond: null });
    expect(open?.state.minRoundTripMs).toBeGreaterThan(0);
    agent.destroy();
    await waitFor('the socket is closed', () => line.read()?.state.connections === 0);
    const closed = line.read();
    expect(closed?.counters.acknowledgedBytes).toBeGreaterThanOrEqual(body.length);
    expect(closed?.counters.receivedBytes).toBeGreaterThan(0);
    expect(closed?.counters.connectionsOpened).toBe(1);
  });

  test('TLS checks the certificate, resumes its session, and keeps its connection', async () => {
    const certificate = makeCertificate();
    await using server = await startWebServer({ tls: certificate });
    const line = openLine();
    const url = `https://localhost:${server.port}/`;
    const agent = line.httpsAgent();
    await expect(put(url, agent, body)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const before = server.accepted;
    await put(url, agent, body, { ca: certificate.cert });
    await put(url, agent, body, { ca: certificate.cert });
    expect(server.accepted - before).toBe(1);
    for (const sockets of Object.values(agent.freeSockets)) for (const socket of sockets ?? []) socket.destroy();
    await put(url, agent, body, { ca: certificate.cert });
    expect(server.resumed).toBe(1);
  });

  test('what a connection carried before it was reset is counted', async () => {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => socket.resetAndDestroy());
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const line = openLine();
    await expect(put(`http://127.0.0.1:${port}/`, line.httpAgent(), body)).rejects.toMatchObject({
      code: expect.stringMatching(/ECONNRESET|EPIPE/) as string,
    });
    await waitFor('the socket is closed', () => line.read()?.state.connections === 0);
    expect(line.read()?.counters.sentBytes).toBeGreaterThan(0);
    server.close();
  });

  test('an agent keeps its connections, and opens no more than it may', async () => {
    await using server = await startWebServer();
    const line = openLine({ connections: 3 });
    const agent = line.httpAgent();
    const url = `http://localhost:${server.port}/`;
    for (let round = 0; round < 3; round++) {
      await Promise.all(Array.from({ length: 12 }, () => put(url, agent, body)));
    }
    expect(server.accepted).toBeLessThanOrEqual(3);
    expect(line.read()?.counters.connectionsOpened).toBe(server.accepted);
  });

  test('with scope off sockets are plain, and read and limited all the same', async () => {
    await using server = await startWebServer();
    const line = openLine({ scope: 'off', limitBytesPerSecond: 50e6 });
    const agent = line.httpAgent();
    await put(`http://127.0.0.1:${server.port}/`, agent, body);
    expect(line.read()?.counters.sentBytes).toBeGreaterThanOrEqual(body.length);
    expect(line.report().reasons).toEqual(['plain sockets: acceleration.scope is off']);
  });

  test('IPv6 is spoken', async () => {
    await using server = await startWebServer({ host: '::1' });
    const line = openLine();
    expect(await put(`http://[::1]:${server.port}/`, line.httpAgent(), body)).toMatchObject({ status: 200 });
  });

  test('a name whose IPv6 address is dead is reached by IPv4', async () => {
    await using server = await startWebServer();
    const line = openLine();
    const lookup = (_host: string, _options: object, answer: (error: null, found: object[]) => void): void =>
      answer(null, [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ]);
    const options = { lookup } as unknown as Parameters<typeof put>[3];
    expect(await put(`http://region.test:${server.port}/`, line.httpAgent(), body, options)).toMatchObject({
      status: 200,
    });
  });
});

onLinux('what cannot be connected to', () => {
  test('fails as with Node’s own agent, all requests that wait too, and leaves no descriptor', async () => {
    const port = await freePort();
    const line = openLine({ connections: 2 });
    const agent = line.httpAgent();
    const before = openDescriptors();
    const all = Array.from({ length: 7 }, () => put(`http://127.0.0.1:${port}/`, agent, body));
    for (const each of await Promise.allSettled(all)) {
      expect(each).toMatchObject({ status: 'rejected', reason: { code: 'ECONNREFUSED', syscall: 'connect', port } });
    }
    await waitFor('all descriptors are back', () => openDescriptors() <= before);
    expect(agent.sockets).toEqual({});
    expect(agent.requests).toEqual({});
  });

  test('a name that does not exist is ENOTFOUND', async () => {
    await expect(put('http://nowhere.invalid/', openLine().httpAgent(), body)).rejects.toMatchObject({
      code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) as string,
    });
  });

  test('a server that went away after Fast Open worked is refused, and connected to in the ordinary way then', async () => {
    const line = openLine();
    const port = await (async () => {
      await using server = await startWebServer();
      for (let i = 0; i < 2; i++) {
        const agent = line.httpAgent();
        await put(`http://127.0.0.1:${server.port}/`, agent, body);
        agent.destroy();
      }
      return server.port;
    })();
    const before = openDescriptors();
    for (let i = 0; i < 2; i++) {
      await expect(put(`http://127.0.0.1:${port}/`, line.httpAgent(), body)).rejects.toMatchObject({
        code: 'ECONNREFUSED',
      });
    }
    await waitFor('all descriptors are back', () => openDescriptors() <= before);
  });

  test('an agent that is destroyed while it connects leaves no descriptor', async () => {
    const line = openLine();
    const before = openDescriptors();
    // TEST-NET-1: nobody answers, or the host says at once that there is no way.
    const asked = put('http://192.0.2.1/', line.httpAgent(), body);
    line.close();
    await expect(asked).rejects.toBeInstanceOf(Error);
    await waitFor('all descriptors are back', () => openDescriptors() <= before);
  });

  test('a request that is given up while it connects, and TLS options that cannot be, leave no descriptor', async () => {
    await using server = await startWebServer();
    const line = openLine();
    const before = openDescriptors();
    const url = `http://127.0.0.1:${server.port}/`;
    await expect(put(url, line.httpAgent(), body, { signal: AbortSignal.timeout(0) })).rejects.toMatchObject({
      code: 'ABORT_ERR',
    });
    const options = { ca: 'no certificate', cert: 'none' };
    await expect(put(url.replace('http', 'https'), line.httpsAgent(), body, options)).rejects.toBeInstanceOf(Error);
    line.close();
    await waitFor('all descriptors are back', () => openDescriptors() <= before);
  });

  test('a silent address is ETIMEDOUT', async () => {
    await using silent = await openSilentPort();
    const line = openLine({ connectTimeoutMs: 300 });
    const before = openDescriptors();
    await expect(put(`http://127.0.0.1:${silent.port}/`, line.httpAgent(), body)).rejects.toMatchObject({
      code: 'ETIMEDOUT',
    });
    await waitFor('all descriptors are back', () => openDescriptors() <= before);
  });
});

test('without koffi sockets are plain, and one line says why', async () => {
  await using server = await startWebServer();
  const line = openLine({ libc: { unavailable: 'koffi is not installed' } });
  expect(await put(`http://127.0.0.1:${server.port}/`, line.httpAgent(), body)).toMatchObject({ status: 200 });
  expect(line.read()).toBeUndefined();
  expect(line.report()).toMatchObject({ congestionControl: null, reasons: ['plain sockets: koffi is not installed'] });
});

test('behind a proxy sockets are Node’s own', () => {
  const line = openLine({ proxyEnv: { HTTPS_PROXY: 'http://127.0.0.1:1' } });
  expect(line.report()).toMatchObject({ proxied: true, reasons: ['plain sockets: connections go through a proxy'] });
  expect(line.read()).toBeUndefined();
  line.httpsAgent();
});

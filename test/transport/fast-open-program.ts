import { openRegionLine } from '../../src/transport/region-line';
import { waitFor } from '../harness/wait-for';
import { kernelCounter, makeCertificate, openDescriptors, openSilentPort, put, startWebServer } from './web-server';

/** What three connections one after the other did, in a namespace whose servers take Fast Open. */
export interface FastOpenSeen {
  readonly active: number;
  readonly passive: number;
  readonly used: number;
  readonly connections: number;
}

async function run(scheme: string, host: string): Promise<FastOpenSeen> {
  const certificate = makeCertificate();
  await using server = await startWebServer({ host, ...(scheme === 'https' ? { tls: certificate } : {}) });
  const line = openRegionLine({ region: 'london', scope: 'socket', connections: 1 });
  const url = `${scheme}://${host.includes(':') ? `[${host}]` : host}:${server.port}/`;
  for (let i = 0; i < 3; i++) {
    const agent = scheme === 'https' ? line.httpsAgent() : line.httpAgent();
    await put(url, agent, Buffer.alloc(1000), { ca: certificate.cert, checkServerIdentity: () => undefined });
    agent.destroy();
  }
  const { fastOpen } = line.report();
  line.close();
  return {
    active: kernelCounter('TCPFastOpenActive'),
    passive: kernelCounter('TCPFastOpenPassive'),
    used: fastOpen?.used ?? 0,
    connections: fastOpen?.connections ?? 0,
  };
}

/** How requests fail whose connection already "succeeded", as Fast Open does before anything is sent. */
export interface FailuresSeen {
  readonly refused: string;
  readonly silent: string;
  readonly descriptorsLeft: number;
}

async function fail(): Promise<FailuresSeen> {
  const line = openRegionLine({ region: 'london', scope: 'socket', connections: 1, connectTimeoutMs: 300 });
  const codeOf = (port: number): Promise<string> =>
    put(`http://127.0.0.1:${port}/`, line.httpAgent(), Buffer.alloc(1000)).then(
      () => 'answered',
      (error: NodeJS.ErrnoException) => error.code ?? error.message,
    );
  const { port } = await (async () => {
    await using server = await startWebServer();
    // The cookie is the address's: it holds for its other ports too.
    await codeOf(server.port);
    line.close();
    return server;
  })();
  await using silentPort = await openSilentPort();
  const before = openDescriptors();
  const silent = await codeOf(silentPort.port);
  // By a line that has not learnt to distrust the address.
  const other = openRegionLine({ region: 'london', scope: 'socket', connections: 1 });
  const refused = await put(`http://127.0.0.1:${port}/`, other.httpAgent(), Buffer.alloc(1000)).then(
    () => 'answered',
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  await waitFor('all descriptors are back', () => openDescriptors() <= before, 5000).catch(() => undefined);
  return { silent, refused, descriptorsLeft: Math.max(0, openDescriptors() - before) };
}

const [, , scheme = 'http', host = '127.0.0.1'] = process.argv;
void (scheme === 'fail' ? fail() : run(scheme, host)).then((seen) => process.stdout.write(JSON.stringify(seen)));

import { randomBytes } from 'node:crypto';
import { openRegionLine, type RegionLine } from '../../src/transport/region-line';
import { descriptorOf } from '../../src/transport/socket-fd';
import { readPacing } from '../../src/transport/socket-options';
import type { Socket } from 'node:net';
import type { Agent } from 'node:http';
import { waitFor } from '../harness/wait-for';
import { libc, onLinux, put, startWebServer } from './web-server';

const acknowledged = (line: RegionLine): number => line.read()?.counters.acknowledgedBytes ?? 0;

/** Bytes per second that the other end acknowledged, over some 700 ms. */
async function measureRate(line: RegionLine): Promise<number> {
  const [from, at] = [acknowledged(line), performance.now()];
  await waitFor('700 ms have passed', () => performance.now() - at > 700);
  return ((acknowledged(line) - from) * 1000) / (performance.now() - at);
}

/** The pacing of the sockets of an agent, as the kernel has it. */
const capsOf = (sockets: Agent['sockets']): readonly (number | null | undefined)[] =>
  Object.values(sockets)
    .flatMap((list) => list ?? [])
    .map((socket: Socket) => readPacing(libc(), descriptorOf(socket) ?? -1));

onLinux('a limit', () => {
  test('holds over all connections together, and can be changed while they send', async () => {
    await using server = await startWebServer();
    const line = openRegionLine({ region: 'london', scope: 'socket', connections: 3, limitBytesPerSecond: 10e6 });
    const agent = line.httpAgent();
    const body = randomBytes(60_000_000);
    const puts = Array.from({ length: 3 }, () => put(`http://127.0.0.1:${server.port}/`, agent, body));
    puts.forEach((each) => void each.catch(() => undefined));
    await waitFor('all connections send', () => line.read()?.state.connections === 3 && acknowledged(line) > 500_000);
    expect(capsOf(agent.sockets)).toEqual([3_333_333, 3_333_333, 3_333_333]);
    expect(await measureRate(line)).toBeLessThan(11e6);
    line.setLimit(30e6);
    expect(line.read()?.state.limitBytesPerSecond).toBe(30e6);
    expect(line.report().limitBytesPerSecond).toBe(30e6);
    const faster = await waitFor('the rate follows', async () => {
      const rate = await measureRate(line);
      return rate > 11e6 && rate;
    });
    expect(faster).toBeLessThan(33e6);
    line.setLimit(null);
    expect(capsOf(agent.sockets)).toEqual([null, null, null]);
    line.close();
    await Promise.allSettled(puts);
  });

  test('is all for the connection that a request has, while the others rest', async () => {
    await using server = await startWebServer();
    const line = openRegionLine({ region: 'london', scope: 'socket', connections: 2, limitBytesPerSecond: 50e6 });
    const agent = line.httpAgent();
    const url = `http://127.0.0.1:${server.port}/`;
    await Promise.all([put(url, agent, randomBytes(1000)), put(url, agent, randomBytes(1000))]);
    const big = put(url, agent, randomBytes(20_000_000));
    await waitFor('it sends', () => acknowledged(line) > 500_000);
    expect(capsOf(agent.sockets)).toEqual([50_000_000]);
    await big;
    line.close();
  });

  test('holds for plain sockets too', async () => {
    await using server = await startWebServer();
    const line = openRegionLine({ region: 'london', scope: 'off', connections: 2, limitBytesPerSecond: 50e6 });
    const agent = line.httpAgent();
    await put(`http://127.0.0.1:${server.port}/`, agent, randomBytes(1000));
    expect(capsOf(agent.freeSockets)).toEqual([50_000_000]);
    line.close();
  });
});

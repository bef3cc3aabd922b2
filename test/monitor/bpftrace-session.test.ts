import { mkdtempSync, rmSync } from 'node:fs';
import { chmod, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BpftraceFigures } from '../../src/monitor/bpftrace-figures';
import { BpftraceSession } from '../../src/monitor/bpftrace-session';
import { waitFor } from '../harness/wait-for';
import { openTalkingSockets } from './talking-sockets';
import { describeWithBpftrace, isRunning, thisHost } from './with-bpftrace';

const sessions: BpftraceSession[] = [];
const folder = mkdtempSync(join(tmpdir(), 'redoubt-monitor-'));

afterEach(async () => {
  await Promise.all(sessions.splice(0).map((session) => session.stop()));
});
afterAll(() => rmSync(folder, { recursive: true }));

function startSession(env: Readonly<Record<string, string | undefined>> = process.env, startTimeoutMs = 60_000) {
  const session = new BpftraceSession({
    pid: process.pid,
    installation: 'TEST',
    place: { ...thisHost, env },
    restartAfterMs: 100,
    startTimeoutMs,
  });
  sessions.push(session);
  session.start();
  return session;
}

const counting = (session: BpftraceSession) => session.figures().counts('run_queue_us');

describeWithBpftrace('a bpftrace session', () => {
  test.each(['127.0.0.1', '::1'] as const)(
    'counts the bytes that were sent to and read from %s exactly, by peer',
    async (address) => {
      const session = startSession();
      await waitFor('the first figures', () => counting(session));
      const sockets = await openTalkingSockets(address);
      const peer = `${address},${sockets.port}`;
      await sockets.send(3_000_000);
      // One interval's figures come map by map: each is waited for, until it is as large as it shall be.
      const sent = await waitFor('the bytes that were sent to the peer', () => {
        const { total } = session.figures().sum('network_sent_bytes', peer);
        return total >= 3_000_000 && total;
      });
      expect(sent).toBe(3_000_000);
      await waitFor('a round trip to the peer', () => session.figures().sum('path_round_trip_us', peer).count > 0);
      const read = await waitFor('the bytes that were read from it', () => {
        const figures = session.figures();
        const totals = figures.keys('received_bytes').map((key) => figures.sum('received_bytes', key).total);
        return totals.find((total) => total >= 3_000_000);
      });
      expect(read).toBe(3_000_000);
      await sockets.close();
    },
  );

  test('measures how long the worker’s threads wait for a core', async () => {
    const session = startSession();
    const { count } = await waitFor('a wake-up', () => {
      const sum = session.figures().sum('run_queue_us');
      return sum.count > 0 && sum;
    });
    expect(count).toBeGreaterThan(0);
    expect(session.unavailable()).toEqual([]);
  });

  test('starts a killed bpftrace once more and goes on counting, then says that it is gone', async () => {
    const session = startSession();
    await waitFor('the first figures', () => counting(session));
    const first = await waitFor('bpftrace', () => session.pid);
    const before = session.figures();
    process.kill(first, 'SIGKILL');
    await waitFor('its end', () => session.pid !== first);
    const second = await waitFor('another bpftrace that counts', () => counting(session) && session.pid);
    expect(second).not.toBe(first);
    await waitFor('further wake-ups', () => session.figures().since(before, 'run_queue_us').count > 0);
    expect(session.unavailable()).toEqual([]);
    process.kill(second, 'SIGKILL');
    const [part] = await waitFor('the report', () => session.unavailable().length > 0 && session.unavailable());
    expect(part?.reason).toMatch(/was ended by SIGKILL.*second time/);
    expect(part?.part).toContain('run queue delay');
    expect(counting(session)).toBe(false);
  });

  test('leaves no process when it is stopped, also while it starts', async () => {
    const session = startSession();
    const pid = await waitFor('bpftrace', () => session.pid);
    await session.stop();
    expect(isRunning(pid)).toBe(false);
    session.start();
    await waitFor('the first figures again', () => counting(session));
  });

  test('takes garbage for figures that are missing', async () => {
    const env = await withBpftraceThat('echo garbage; echo \'{"type": "map"\'; exec sleep 60');
    const session = startSession(env);
    const [part] = await waitFor('the report', () => session.unavailable().length > 0 && session.unavailable());
    expect(part).toMatchObject({ part: 'eBPF: some of its figures' });
    expect(session.figures()).toEqual(new BpftraceFigures());
  });

  test('gives up a bpftrace that shows nothing in time', async () => {
    const session = startSession(await withBpftraceThat('exec sleep 60'), 200);
    const [part] = await waitFor('the report', () => session.unavailable().length > 0 && session.unavailable());
    expect(part?.reason).toBe('bpftrace was ended by SIGINT');
    expect(session.pid).toBeUndefined();
  });

  test('says what bpftrace said when it refuses to start', async () => {
    const session = startSession(await withBpftraceThat('echo "ERROR: no such luck" >&2; exit 1'));
    const [part] = await waitFor('the report', () => session.unavailable().length > 0 && session.unavailable());
    expect(part?.reason).toBe('bpftrace ended with code 1: ERROR: no such luck');
    expect(part?.part).toContain('retransmits by peer');
  });

  test('drops the one program that bpftrace refuses, and runs the others', async () => {
    const refuses = 'text=$(cat); case "$text" in *oom:mark_victim*) echo "ERROR: oom:mark_victim" >&2; exit 1;; esac';
    const runs = 'echo \'{"type": "map", "data": {"@run_queue_us": {"count": 1, "average": 5, "total": 5}}}\'';
    const session = startSession(await withBpftraceThat(`${refuses}; ${runs}; exec sleep 60`));
    await waitFor('figures of the others', () => counting(session));
    expect(session.unavailable()).toEqual([
      expect.objectContaining({
        part: 'eBPF: out-of-memory kills',
        reason: 'bpftrace ended with code 1: ERROR: oom:mark_victim',
      }),
    ]);
  });
});

/** An environment in which a shell script is found for bpftrace. */
async function withBpftraceThat(script: string): Promise<Readonly<Record<string, string>>> {
  const place = mkdtempSync(join(folder, 'bin-'));
  const file = join(place, 'bpftrace');
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
  return { PATH: `${place}:/usr/bin:/bin` };
}

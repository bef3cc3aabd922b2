import { asyncLocalStorage, type Context } from '@temporalio/activity';
import { createAccelerationActivities, type AccelerationDependencies } from '../../activities/acceleration';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { AccelerationScope, RegionAcceleration } from '../../src/domain/acceleration';
import type { AcceleratedLine } from '../../src/transport/accelerate';
import type { HostCapability } from '../../src/transport/host-capabilities';
import type { HostTuning } from '../../src/transport/host-tuning';
import { exportPlan } from '../oracle/export-plan';

const plan = exportPlan('REDOUBT_DIR');
const scoped = (acceleration: AccelerationScope): BackupPlan => ({ ...plan, acceleration });
const user = { tag: plan.tag, backupId: plan.backupId };

const reportOf = (region: string): RegionAcceleration => ({
  region,
  congestionControl: 'bbr',
  fastOpen: { used: 0, connections: 1 },
  reasons: [],
  connections: 4,
  limitBytesPerSecond: null,
  proxied: false,
});
const lineOf = (region: string, touch: AcceleratedLine['touch'] = async () => undefined): AcceleratedLine => ({
  region,
  touch,
  report: () => reportOf(region),
});

/** Keeps what was asked of it. */
const tuningThatNotes = (asked: unknown[]): HostTuning => ({
  acquire: async (given) => {
    asked.push(['acquire', given]);
    return { changes: ['net.ipv4.tcp_fastopen: 0 -> 1'], unavailable: ['net.ipv4.tcp_wmem stays 4096: EPERM'] };
  },
  release: async (given) => {
    asked.push(['release', given]);
    return { changes: ['net.ipv4.tcp_fastopen: 1 -> 0'], unavailable: [] };
  },
  sweep: () => Promise.reject(new Error('not this step’s')),
});

const noFastOpen: HostCapability = {
  name: 'fast open',
  state: 'missing',
  reason: 'net.ipv4.tcp_fastopen is 0',
  remedy: 'sysctl -w net.ipv4.tcp_fastopen=1',
  gain: 'a round trip less',
};

const activitiesWith = (change: Partial<AccelerationDependencies> = {}, asked: unknown[] = []) =>
  createAccelerationActivities({
    host: 'a',
    linesOf: () => [lineOf('london')],
    capabilities: async () => [noFastOpen],
    hostTuning: tuningThatNotes(asked),
    ...change,
  });

/** Runs an activity as a worker does. */
function inActivity<T>(work: () => Promise<T>, signal = new AbortController().signal): Promise<T> {
  const context = { info: {}, heartbeat: () => undefined, cancellationSignal: signal };
  // These three are all that withHeartbeat takes from a context before a worker shuts down.
  return asyncLocalStorage.run(context as unknown as Context, work);
}

test('scope socket looks at a socket to each region, and leaves the host alone', async () => {
  const asked: unknown[] = [];
  const { accelerate } = activitiesWith({ linesOf: () => [lineOf('london'), lineOf('frankfurt')] }, asked);
  expect(await inActivity(() => accelerate({ plan: scoped('socket') }))).toEqual({
    host: 'a',
    scope: 'socket',
    unavailable: null,
    regions: [reportOf('london'), reportOf('frankfurt')],
    hostChanges: [],
    gains: ['a round trip less: net.ipv4.tcp_fastopen is 0; sysctl -w net.ipv4.tcp_fastopen=1'],
  });
  expect(asked).toEqual([]);
});

test('scope host tunes the host first, says what was refused, and its undo lets go', async () => {
  const asked: unknown[] = [];
  const touch = async () => void asked.push('touch');
  const { accelerate, releaseAcceleration } = activitiesWith({ linesOf: () => [lineOf('london', touch)] }, asked);
  const report = await inActivity(() => accelerate({ plan: scoped('host') }));
  expect(report.hostChanges).toEqual(['net.ipv4.tcp_fastopen: 0 -> 1']);
  expect(report.gains).toHaveLength(2);
  expect(report.gains[0]).toBe('net.ipv4.tcp_wmem stays 4096: EPERM');
  expect(await inActivity(() => releaseAcceleration(user))).toMatchObject({ unavailable: [] });
  expect(asked).toEqual([['acquire', user], 'touch', ['release', user]]);
});

test('scope off opens no socket and says so', async () => {
  const linesOf = () => [lineOf('london', () => Promise.reject(new Error('touched')))];
  const { accelerate } = activitiesWith({ linesOf });
  const report = await inActivity(() => accelerate({ plan: scoped('off') }));
  expect(report).toMatchObject({ regions: [], unavailable: expect.stringContaining('off') });
});

test('a region that is down, or does not answer in time, is reported and fails nothing', async () => {
  const linesOf = () => [
    lineOf('london', () => Promise.reject(new Error('ECONNREFUSED'))),
    lineOf('frankfurt', () => new Promise(() => undefined)),
    lineOf('stockholm'),
  ];
  const { accelerate } = activitiesWith({ linesOf, touchTimeoutMs: 20 });
  const { regions } = await inActivity(() => accelerate({ plan: scoped('socket') }));
  expect(regions.map(({ reasons }) => reasons)).toEqual([
    ['no answer to look at: ECONNREFUSED'],
    [expect.stringContaining('timeout')],
    [],
  ]);
});

test('a host whose sockets stay plain says why in one line', async () => {
  const notLinux: HostCapability = { name: 'linux', state: 'missing', reason: 'this is macOS', remedy: 'use Linux' };
  const { accelerate } = activitiesWith({ capabilities: async () => [notLinux] });
  const { unavailable } = await inActivity(() => accelerate({ plan: scoped('socket') }));
  expect(unavailable).toBe('this is macOS; use Linux');
});

test('cancelled while it waits for a region, it ends at once', async () => {
  const cancel = new AbortController();
  const touch = (): Promise<never> => {
    cancel.abort(new Error('cancelled'));
    return new Promise(() => undefined);
  };
  const { accelerate } = activitiesWith({ linesOf: () => [lineOf('london', touch)] });
  const running = inActivity(() => accelerate({ plan: scoped('socket') }), cancel.signal);
  await expect(running).rejects.toThrow('cancelled');
});

import * as fc from 'fast-check';
import type { MonitorSample } from '../../src/domain/monitor-sample';
import { verdictSchema } from '../../src/domain/bottleneck';
import { nameBottleneck } from '../../src/monitor/bottleneck-rules';
import { partHolders } from '../../src/monitor/part-holders';
import { windowFigures } from '../../src/monitor/window-figures';
import { arbitrarySample } from './arbitrary-sample';
import { idleRegion, lasting, quietHost, regionAt, sampleOf, workHeld } from './example-sample';

const sending = workHeld({ read: 0.3, send: 3.5 });
const busy = { puts: 3.5, busyShare: 0.95 };
const near = regionAt(20, { puts: 0.3, busyShare: 0.08, roundTripMs: 3, minRoundTripMs: 2.8 });
/** Four flows of which stockholm's bind. */
const stockholm = (mbit: number, changes: object): Partial<MonitorSample> => ({
  work: sending,
  regions: {
    stockholm: regionAt(mbit, { ...busy, ...changes }),
    frankfurt: regionAt(mbit, { ...near, acknowledgedBytes: (mbit * 1e6) / 8 }),
  },
});

interface Case {
  readonly lab: string;
  readonly sample: Partial<MonitorSample>;
  readonly bottleneck: string;
  readonly region?: string;
  readonly evidence: string;
  readonly advice: string;
}

const cases: readonly Case[] = [
  {
    lab: 'a slow database',
    sample: { work: workHeld({ read: 3.8, send: 0.1 }, { readBytes: 5e6 }) },
    bottleneck: 'database',
    evidence: '97 % of the parts in flight were being read, 5.0 MB/s read, over 4 connections, round trip 0.4 ms',
    advice: 'database’s host',
  },
  {
    lab: 'a slow database, while other programs use all cores and the worker next to none',
    sample: { work: workHeld({ read: 3.8 }), host: { ...quietHost, cpuShare: 1, workerCores: 0.05 } },
    bottleneck: 'database',
    evidence: '20.0 MB/s read',
    advice: 'database’s host',
  },
  {
    lab: 'a slow disk, by io.max: the device itself is idle',
    sample: {
      work: workHeld({ read: 3.6, send: 0.2 }, { source: 'local' }),
      database: null,
      host: { ...quietHost, pressure: { cpu: 0.02, disk: 0.8, memory: 0 } },
    },
    bottleneck: 'disk',
    evidence: 'disk pressure 80 %',
    advice: 'io.max',
  },
  {
    lab: 'a slow disk on a host without PSI',
    sample: {
      work: workHeld({ read: 3.6, send: 0.2 }, { source: 'local' }),
      host: { ...quietHost, pressure: null, diskBusyShare: null },
    },
    bottleneck: 'disk',
    evidence: 'read from this host’s own path',
    advice: 'faster disk',
  },
  {
    lab: 'a busy disk where parts are spread',
    sample: {
      work: workHeld({ read: 1.4, compress: 1.4, send: 1.2 }, { source: 'local' }),
      host: { ...quietHost, diskBusyShare: 0.97 },
    },
    bottleneck: 'disk',
    evidence: 'the disk busy 97 % of the time',
    advice: 'iostat',
  },
  {
    lab: 'a CPU hog',
    sample: {
      work: workHeld({ read: 0.3, compress: 2, encrypt: 0.4, hash: 0.6, waitingForThread: 0.5 }),
      host: {
        ...quietHost,
        cpuShare: 1,
        workerCores: 0.5,
        runQueueDelayMs: 9,
        pressure: { cpu: 0.9, disk: 0, memory: 0 },
      },
    },
    bottleneck: 'cpu',
    evidence:
      '92 % of the parts in flight were being compressed, encrypted and hashed, 0.5 of them waited for a thread',
    advice: 'Other programs use this host’s cores',
  },
  {
    lab: 'a worker that uses all cores itself',
    sample: {
      work: workHeld({ compress: 2, waitingForThread: 1.5 }),
      host: { ...quietHost, cpuShare: 0.97, workerCores: 1.8 },
    },
    bottleneck: 'cpu',
    evidence: 'the worker used 1.8 cores',
    advice: 'The backup uses all cores',
  },
  {
    lab: 'a quota that leaves cores idle',
    sample: {
      work: workHeld({ compress: 1, waitingForThread: 2.5 }),
      host: { ...quietHost, cpuShare: 0.3, workerCores: 0.5 },
    },
    bottleneck: 'cpu',
    evidence: '2.5 of them waited for a thread',
    advice: 'CPUQuota',
  },
  {
    lab: 'busy programs on the one core that the worker may use: it is starved while it reads, and the other core idles',
    sample: {
      work: workHeld({ read: 1.8, compress: 0.2, waitingForThread: 0.5, send: 0.6 }, { readBytes: 3e6 }),
      host: {
        ...quietHost,
        cpuShare: 0.62,
        workerCores: 0.12,
        runQueueDelayMs: null,
        mainThreadWaitShare: 0.8,
        pressure: { cpu: 0.85, disk: 0, memory: 0 },
      },
    },
    bottleneck: 'cpu',
    evidence: 'its main thread waited for a core 80 % of the time',
    advice: 'taskset',
  },
  {
    lab: 'a CPU quota that keeps the reading thread from idle cores',
    sample: {
      work: workHeld({ read: 2.3, send: 0.6 }, { readBytes: 2e6 }),
      host: { ...quietHost, cpuShare: 0.15, workerCores: 0.1, runQueueDelayMs: 30, mainThreadWaitShare: 0.9 },
    },
    bottleneck: 'cpu',
    evidence: 'the worker used 0.1 cores',
    advice: 'CPUQuota',
  },
  {
    lab: 'S3 servers on the same two cores',
    sample: {
      ...stockholm(400, { receiverLimitedShare: 0.5 }),
      host: { ...quietHost, cpuShare: 0.98, workerCores: 0.9, mainThreadWaitShare: 0.3 },
    },
    bottleneck: 'cpu',
    evidence: 'being sent',
    advice: 'Other programs',
  },
  {
    lab: 'pressure on two cores that are nearly full, without figures of the run queue',
    sample: {
      ...stockholm(400, {}),
      host: {
        ...quietHost,
        runQueueDelayMs: null,
        mainThreadWaitShare: null,
        cpuShare: 0.85,
        pressure: { cpu: 0.7, disk: 0, memory: 0 },
      },
    },
    bottleneck: 'cpu',
    evidence: 'CPU pressure 70 %',
    advice: 'all cores',
  },
  {
    lab: 'a full link beside programs that use all cores, which the worker gets whenever it wants one',
    sample: {
      ...stockholm(185, { roundTripMs: 150, minRoundTripMs: 80, inFlightBytes: 3.5e6, congestionWindowBytes: 3.6e6 }),
      host: { ...quietHost, cpuShare: 0.97, workerCores: 0.4, mainThreadWaitShare: 0.05 },
    },
    bottleneck: 'link',
    region: 'stockholm',
    evidence: 'round trip',
    advice: 'more bandwidth',
  },
  {
    lab: 'a small receive window',
    sample: stockholm(12, {
      receiverLimitedShare: 0.8,
      receiverWindowBytes: 260_000,
      roundTripMs: 80,
      minRoundTripMs: 80,
    }),
    bottleneck: 'receiver',
    region: 'stockholm',
    evidence: 'stockholm closed its receive window 84 % of the busy time (260 kB over 4 connections), at 12.0 Mbit/s',
    advice: 'tcp_rmem',
  },
  {
    lab: 'a small receive window among kept-alive sockets that rest',
    sample: stockholm(12, { connections: 16, busyShare: 0.24, receiverLimitedShare: 0.06 }),
    bottleneck: 'receiver',
    region: 'stockholm',
    evidence: 'closed its receive window 25 % of the busy time',
    advice: 'tcp_rmem',
  },
  {
    lab: 'a region that is slow to answer',
    sample: stockholm(12, { busyShare: 0.1 }),
    bottleneck: 'receiver',
    region: 'stockholm',
    evidence: '3.5 PUTs to stockholm were under way, but their sockets had data to send only 11 % of the time',
    advice: 'the line has room',
  },
  {
    lab: 'a pacing cap',
    sample: stockholm(78, { limitBytesPerSecond: 10e6 }),
    bottleneck: 'own-limit',
    region: 'stockholm',
    evidence: '78.0 Mbit/s to stockholm, of the 80.0 Mbit/s that it is limited to',
    advice: 'Raise the bandwidth limit of region stockholm',
  },
  {
    lab: 'a pacing cap on a host that others keep busy',
    sample: { ...stockholm(78, { limitBytesPerSecond: 10e6 }), host: { ...quietHost, cpuShare: 1 } },
    bottleneck: 'own-limit',
    region: 'stockholm',
    evidence: 'limited to',
    advice: 'Raise',
  },
  {
    lab: 'a full link with a standing queue',
    sample: stockholm(185, { roundTripMs: 155, minRoundTripMs: 80, retransmittedBytes: 200_000, unsentBytes: 8e6 }),
    bottleneck: 'link',
    region: 'stockholm',
    evidence: 'carried 185.0 Mbit/s at a round trip of 155 ms (80 ms at best)',
    advice: 'more bandwidth',
  },
  {
    lab: 'a full link, paced so that no queue stands',
    sample: stockholm(180, { roundTripMs: 81, minRoundTripMs: 80, unsentBytes: 8e6 }),
    bottleneck: 'link',
    region: 'stockholm',
    evidence: '8.0 MB waiting to be sent',
    advice: 'more bandwidth',
  },
  {
    lab: 'loss of 1 % at 80 ms under CUBIC',
    sample: stockholm(9.1, {
      roundTripMs: 81,
      minRoundTripMs: 80,
      retransmittedBytes: 11_400,
      congestionWindowBytes: 90_000,
      inFlightBytes: 85_000,
    }),
    bottleneck: 'loss',
    region: 'stockholm',
    evidence: '1.0 % retransmitted to stockholm at a round trip of 81 ms (80 ms at best), 9.1 Mbit/s',
    advice: 'BBR',
  },
  {
    lab: 'loss of 0.1 % at 80 ms under CUBIC',
    sample: stockholm(62, {
      roundTripMs: 82,
      minRoundTripMs: 80,
      retransmittedBytes: 17_000,
      congestionWindowBytes: 620_000,
      inFlightBytes: 600_000,
    }),
    bottleneck: 'loss',
    region: 'stockholm',
    evidence: '0.2 % retransmitted',
    advice: 'mtr --report',
  },
  {
    lab: 'loss of 1 % that BBR rides over near the link’s rate: the link is full',
    sample: stockholm(173, {
      roundTripMs: 90,
      minRoundTripMs: 80,
      retransmittedBytes: 220_000,
      congestionWindowBytes: 2.1e6,
      inFlightBytes: 2e6,
    }),
    bottleneck: 'link',
    region: 'stockholm',
    evidence: '1.0 % retransmitted without holding it back',
    advice: 'more bandwidth',
  },
  {
    lab: 'a send buffer that is too small',
    sample: stockholm(126, { sendBufferLimitedShare: 0.6, roundTripMs: 80, minRoundTripMs: 80 }),
    bottleneck: 'link',
    region: 'stockholm',
    evidence: 'waited for room in the send buffer 63 % of their busy time',
    advice: 'net.ipv4.tcp_wmem',
  },
  {
    lab: 'memory that is short',
    sample: {
      work: sending,
      host: {
        ...quietHost,
        majorPageFaults: 900,
        pressure: { cpu: 0.1, disk: 0.6, memory: 0.4 },
        availableMemoryBytes: 20e6,
        reclaimStalls: 300,
      },
    },
    bottleneck: 'memory',
    evidence:
      'tasks waited for memory 40 % of the time, 900 major page faults/s, threads of the worker had to free some 300 times a second, 20.0 MB available',
    advice: 'more memory',
  },
  {
    lab: 'a kernel that kills for memory',
    sample: { host: { ...quietHost, outOfMemoryKills: 1, pressure: null } },
    bottleneck: 'memory',
    evidence: 'the kernel killed 5 process(es)',
    advice: 'MemoryMax',
  },
];

describe('the rules', () => {
  test.each(cases)('name $bottleneck for $lab', ({ sample, bottleneck, region, evidence, advice }) => {
    const verdict = nameBottleneck(lasting(sampleOf(sample), 5));
    expect(verdict).toEqual({
      bottleneck,
      ...(region === undefined ? {} : { region }),
      evidence: expect.stringContaining(evidence),
      advice: expect.stringContaining(advice),
    });
  });

  test('name nothing where parts are spread evenly and the host is quiet', () => {
    expect(nameBottleneck(lasting(sampleOf(), 5))).toBeUndefined();
  });

  test('name nothing where nothing is copied, whatever the host does', () => {
    const host = { ...quietHost, cpuShare: 1, pressure: { cpu: 1, disk: 1, memory: 1 } };
    expect(nameBottleneck(lasting(sampleOf({ work: workHeld({}), host }), 5))).toBeUndefined();
    expect(nameBottleneck([])).toBeUndefined();
  });

  test('do not blame a region that is being left behind: nobody waits for it', () => {
    const regions = {
      stockholm: regionAt(5, { puts: 2, busyShare: 1, retransmittedBytes: 50_000 }),
      frankfurt: regionAt(160, { puts: 0.4 }),
    };
    const work = workHeld({ read: 1.7, send: 2.2 });
    expect(nameBottleneck(lasting(sampleOf({ regions, work }), 5))).toMatchObject({ bottleneck: 'database' });
  });

  test('do not blame a region that is down', () => {
    const regions = { stockholm: idleRegion, frankfurt: regionAt(90, { ...busy, receiverLimitedShare: 0.5 }) };
    const verdict = nameBottleneck(lasting(sampleOf({ regions, work: sending }), 5));
    expect(verdict).toMatchObject({ bottleneck: 'receiver', region: 'frankfurt' });
  });

  test('leave out of a rate the seconds in which nothing was in flight', () => {
    const idle = sampleOf({ work: workHeld({}), regions: { stockholm: idleRegion } });
    const capped = sampleOf(stockholm(78, { limitBytesPerSecond: 10e6 }));
    const verdict = nameBottleneck([...lasting(idle, 3), ...lasting(capped, 2)]);
    expect(verdict).toMatchObject({ bottleneck: 'own-limit', region: 'stockholm' });
  });

  test('see a limit of ours in the seconds that reached it, though the window has one in which PUTs only began', () => {
    const began = sampleOf(stockholm(22, { limitBytesPerSecond: 10e6, busyShare: 0.27 }));
    const capped = sampleOf(stockholm(79, { limitBytesPerSecond: 10e6 }));
    expect(nameBottleneck([began, capped])).toMatchObject({ bottleneck: 'own-limit', region: 'stockholm' });
    expect(nameBottleneck([began, began, capped])).toMatchObject({ bottleneck: 'link', region: 'stockholm' });
  });

  test('look at the whole window, not at one odd second', () => {
    const slow = sampleOf({ work: workHeld({ read: 3.8 }) });
    const odd = sampleOf(stockholm(9, { receiverLimitedShare: 0.9 }));
    expect(nameBottleneck([...lasting(slow, 4), odd])).toMatchObject({ bottleneck: 'database' });
  });
});

describe('whatever the samples', () => {
  test('the rules answer a verdict or nothing, with every figure written out', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySample, { maxLength: 6 }), (samples) => {
        const verdict = nameBottleneck(samples);
        if (verdict === undefined) return;
        verdictSchema.parse(verdict);
        expect(verdict.evidence).not.toMatch(/NaN|Infinity|undefined|null/);
        const ofLine = ['own-limit', 'link', 'loss', 'receiver'].includes(verdict.bottleneck);
        expect(verdict.region !== undefined).toBe(ofLine);
      }),
    );
  });

  test('the shares of the stages add up to 1, or are none', () => {
    fc.assert(
      fc.property(fc.array(arbitrarySample, { minLength: 1, maxLength: 6 }), (samples) => {
        const { read, seal, send } = partHolders(windowFigures(samples)).shares;
        const sum = read + seal + send;
        if (sum !== 0) expect(sum).toBeCloseTo(1, 9);
      }),
    );
  });

  test('the verdict is the same however finely the time was sampled', () => {
    fc.assert(
      fc.property(arbitrarySample, (sample) => {
        const whole = { ...sample, host: { ...sample.host, outOfMemoryKills: 0 } };
        expect(named(nameBottleneck(halves(whole)))).toEqual(named(nameBottleneck([whole])));
      }),
    );
  });

  test('the verdict does not depend on how many parts are in flight, only on where they are', () => {
    const holds = fc.record({ read: fc.nat(8), compress: fc.nat(8), send: fc.nat(8) });
    fc.assert(
      fc.property(holds, fc.integer({ min: 2, max: 20 }), (held, factor) => {
        fc.pre(held.read + held.compress + held.send > 0);
        const times = (k: number) =>
          workHeld({ read: held.read * k, compress: held.compress * k, send: held.send * k });
        const regions = { stockholm: regionAt(50) };
        const verdict = (k: number) => named(nameBottleneck([sampleOf({ work: times(k), regions })]));
        expect(verdict(factor)).toEqual(verdict(1));
      }),
    );
  });
});

const named = (verdict: ReturnType<typeof nameBottleneck>) => [verdict?.bottleneck, verdict?.region];

/** The same second as two halves: sums halved, the rest as it was. */
function halves(sample: MonitorSample): readonly MonitorSample[] {
  const half = <T extends object>(value: T, keys: readonly (keyof T)[]): T => ({
    ...value,
    ...Object.fromEntries(keys.map((key) => [key, value[key] === null ? null : Number(value[key]) / 2])),
  });
  const sums = ['sentBytes', 'acknowledgedBytes', 'receivedBytes', 'retransmittedBytes', 'storedBytes'] as const;
  const each: MonitorSample = {
    ...sample,
    seconds: sample.seconds / 2,
    regions: Object.fromEntries(Object.entries(sample.regions).map(([name, region]) => [name, half(region, sums)])),
    database: sample.database,
    work: half(sample.work, ['readBytes', 'sealedBytes']),
    host: half(sample.host, ['majorPageFaults', 'diskReadBytes', 'diskWrittenBytes']),
  };
  return [each, { ...each, at: each.at + 500 }];
}

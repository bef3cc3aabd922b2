import * as fc from 'fast-check';
import type { HostSample, MonitorSample, RegionSample, WorkSample } from '../../src/domain/monitor-sample';

/** Any sample at all, sensible or not, for properties. */
const share = fc.double({ min: 0, max: 1, noNaN: true });
const count = fc.double({ min: 0, max: 1000, noNaN: true });
const bytes = fc.nat({ max: 2_000_000_000 });
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { nil: null });

export const arbitraryRegion: fc.Arbitrary<RegionSample> = fc.record({
  sentBytes: bytes,
  acknowledgedBytes: bytes,
  receivedBytes: bytes,
  retransmittedBytes: bytes,
  connections: fc.nat({ max: 64 }),
  roundTripMs: orNull(count),
  minRoundTripMs: orNull(count),
  congestionWindowBytes: bytes,
  receiverWindowBytes: bytes,
  inFlightBytes: bytes,
  unsentBytes: bytes,
  busyShare: share,
  receiverLimitedShare: share,
  sendBufferLimitedShare: share,
  limitBytesPerSecond: orNull(bytes),
  puts: count,
  storedBytes: bytes,
  retransmits: orNull(fc.nat({ max: 1000 })),
});

const arbitraryWork: fc.Arbitrary<WorkSample> = fc.record({
  inStage: fc.record({ read: count, compress: count, encrypt: count, hash: count, send: count }),
  waitingForThread: count,
  parts: count,
  source: fc.constantFrom('database', 'local', null),
  readBytes: bytes,
  sealedBytes: bytes,
});

const arbitraryHost: fc.Arbitrary<HostSample> = fc.record({
  cpuShare: orNull(share),
  workerCores: count,
  mainThreadWaitShare: orNull(share),
  runQueueDelayMs: orNull(count),
  diskReadBytes: orNull(bytes),
  diskWrittenBytes: orNull(bytes),
  diskLatencyMs: orNull(count),
  diskBusyShare: orNull(share),
  majorPageFaults: orNull(fc.nat({ max: 100_000 })),
  residentBytes: bytes,
  availableMemoryBytes: orNull(bytes),
  outOfMemoryKills: orNull(fc.nat({ max: 3 })),
  pageFaults: orNull(fc.nat({ max: 100_000 })),
  reclaimStalls: orNull(fc.nat({ max: 100 })),
  pressure: orNull(fc.record({ cpu: share, disk: share, memory: share })),
});

export const arbitrarySample: fc.Arbitrary<MonitorSample> = fc.record({
  at: fc.integer({ min: Date.UTC(2026, 0), max: Date.UTC(2030, 0) }),
  seconds: fc.constantFrom(1, 1, 1, 0.5, 2.25),
  regions: fc.dictionary(fc.constantFrom('stockholm', 'frankfurt', 'paris'), arbitraryRegion, {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  database: orNull(
    fc.record({
      receivedBytes: bytes,
      sentBytes: bytes,
      retransmittedBytes: bytes,
      connections: fc.nat({ max: 64 }),
      roundTripMs: orNull(count),
    }),
  ),
  work: arbitraryWork,
  host: arbitraryHost,
});

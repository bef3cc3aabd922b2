import type { HostSample, MonitorSample, RegionSample, WorkSample } from '../../src/domain/monitor-sample';

/** A second in which nothing stands out, with what matters to a test changed. */

export const idleRegion: RegionSample = {
  sentBytes: 0,
  acknowledgedBytes: 0,
  receivedBytes: 0,
  retransmittedBytes: 0,
  connections: 4,
  roundTripMs: 20,
  minRoundTripMs: 20,
  congestionWindowBytes: 4e6,
  receiverWindowBytes: 12e6,
  inFlightBytes: 0,
  unsentBytes: 0,
  busyShare: 0,
  receiverLimitedShare: 0,
  sendBufferLimitedShare: 0,
  limitBytesPerSecond: null,
  puts: 0,
  storedBytes: 0,
  retransmits: null,
};

/** At a rate in Mbit/s, with no sign of trouble. */
export function regionAt(mbitPerSecond: number, changes: Partial<RegionSample> = {}): RegionSample {
  const bytes = (mbitPerSecond * 1e6) / 8;
  return {
    ...idleRegion,
    sentBytes: bytes,
    acknowledgedBytes: bytes,
    storedBytes: bytes,
    puts: 1,
    busyShare: 0.5,
    inFlightBytes: 1e6,
    ...changes,
  };
}

export const quietHost: HostSample = {
  cpuShare: 0.3,
  workerCores: 0.5,
  mainThreadWaitShare: 0.05,
  runQueueDelayMs: 0.2,
  diskReadBytes: 1e6,
  diskWrittenBytes: 1e6,
  diskLatencyMs: 0.4,
  diskBusyShare: 0.05,
  majorPageFaults: 0,
  residentBytes: 300e6,
  availableMemoryBytes: 4e9,
  outOfMemoryKills: 0,
  pageFaults: null,
  reclaimStalls: null,
  pressure: { cpu: 0.05, disk: 0.01, memory: 0 },
};

export interface Held {
  readonly read?: number;
  readonly compress?: number;
  readonly encrypt?: number;
  readonly hash?: number;
  readonly send?: number;
  readonly waitingForThread?: number;
}

export function workHeld(held: Held, changes: Partial<WorkSample> = {}): WorkSample {
  const { read = 0, compress = 0, encrypt = 0, hash = 0, send = 0, waitingForThread = 0 } = held;
  return {
    inStage: { read, compress, encrypt, hash, send },
    waitingForThread,
    parts: read + compress + encrypt + hash + send + waitingForThread,
    source: 'database',
    readBytes: 20e6,
    sealedBytes: 20e6,
    ...changes,
  };
}

export function sampleOf(changes: Partial<MonitorSample> = {}): MonitorSample {
  return {
    at: Date.UTC(2026, 10, 23, 8, 15, 1),
    seconds: 1,
    regions: { stockholm: regionAt(160), frankfurt: regionAt(160), paris: regionAt(160) },
    database: { receivedBytes: 20e6, sentBytes: 1e5, retransmittedBytes: 0, connections: 4, roundTripMs: 0.4 },
    work: workHeld({ read: 1, compress: 0.5, encrypt: 0.3, hash: 0.2, send: 1 }),
    host: quietHost,
    ...changes,
  };
}

/** So many seconds of it, one after the other. */
export const lasting = (sample: MonitorSample, seconds: number): readonly MonitorSample[] =>
  Array.from({ length: seconds }, (_, i) => ({ ...sample, at: sample.at + i * 1000 }));

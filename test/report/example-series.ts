import type { MonitorSample, RegionSample } from '../../src/domain/monitor-sample';
import type { Manifest } from '../../src/domain/manifest';
import { startOfBackup } from '../../src/domain/backup-id';
import { BottleneckJudge } from '../../src/monitor/bottleneck-judge';
import { MonitorSeries } from '../../src/monitor/series';
import { seededRandom } from '../harness/seeded-random';
import { exampleManifest } from '../vault/example-manifest';

/**
 * Half an hour of a backup, made by code: it reads at first as fast as the database gives; from minute 8 to 13 the line
 * to stockholm loses packets; from 16 to 20 other programs take the CPU; from 23 to 26 paris is away.
 */
export const exampleBackupId = '20261123T081500Z-3f2a9c';
const startedAt = startOfBackup(exampleBackupId).getTime();
export const exampleMinutes = 30;

/** Numbers between -1 and 1 that look like noise and are the same each time. */
function noise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random() * 2 - 1;
}

type Scene = 'prepare' | 'read' | 'loss' | 'cpu' | 'outage' | 'done';

function sceneAt(second: number): Scene {
  const minute = second / 60;
  if (minute < 1.5) return 'prepare';
  if (minute >= 29) return 'done';
  if (minute >= 8 && minute < 13) return 'loss';
  if (minute >= 16 && minute < 20) return 'cpu';
  return minute >= 23 && minute < 26 ? 'outage' : 'read';
}

const megabytesPerSecond: Readonly<Record<Scene, number>> = {
  prepare: 0,
  read: 19,
  loss: 1.4,
  cpu: 9,
  outage: 20,
  done: 0,
};
const roundTrips = { stockholm: 78, frankfurt: 21, paris: 9 } as const;
type Name = keyof typeof roundTrips;
const names = Object.keys(roundTrips) as readonly Name[];

export function exampleSamples(minutes = exampleMinutes): readonly MonitorSample[] {
  const random = noise(7);
  return Array.from({ length: minutes * 60 }, (_, i) => secondOf(i % (exampleMinutes * 60), i, random));
}

function secondOf(second: number, index: number, random: () => number): MonitorSample {
  const scene = sceneAt(second);
  const bytes = Math.max(0, megabytesPerSecond[scene] * 1e6 * (1 + 0.12 * random()));
  const copies = scene !== 'prepare' && scene !== 'done';
  const near = (value: number, by = 0.1): number => value * (1 + by * random());
  const inStage =
    scene === 'loss'
      ? { read: 0.2, compress: 0.2, encrypt: 0.05, hash: 0.1, send: near(3.4) }
      : scene === 'cpu'
        ? { read: 0.4, compress: near(1.7), encrypt: 0.3, hash: 0.4, send: near(0.6) }
        : { read: near(2.9), compress: near(0.4), encrypt: 0.1, hash: 0.15, send: near(0.5) };
  const idle = { read: 0, compress: 0, encrypt: 0, hash: 0, send: 0 };
  return {
    at: startedAt + (index + 1) * 1000,
    seconds: 1,
    regions: Object.fromEntries(names.map((name) => [name, regionOf(name, scene, bytes, near)])),
    database: {
      receivedBytes: bytes * 1.01,
      sentBytes: bytes * 0.002,
      retransmittedBytes: 0,
      connections: copies ? 4 : 1,
      roundTripMs: near(0.6),
    },
    work: {
      inStage: copies ? inStage : idle,
      waitingForThread: scene === 'cpu' ? near(0.6) : 0,
      parts: copies ? 4 : 0,
      source: copies ? 'database' : null,
      readBytes: bytes,
      sealedBytes: bytes * 0.98,
    },
    host: {
      cpuShare: Math.min(1, scene === 'cpu' ? near(0.985, 0.01) : copies ? near(0.34) : near(0.05)),
      workerCores: scene === 'cpu' ? near(0.55) : copies ? near(0.52) : 0.03,
      mainThreadWaitShare: scene === 'cpu' ? near(0.6, 0.2) : near(0.05, 0.4),
      runQueueDelayMs: scene === 'cpu' ? near(8.5, 0.3) : near(0.25, 0.4),
      diskReadBytes: near(4e5),
      diskWrittenBytes: near(9e5),
      diskLatencyMs: near(0.8, 0.3),
      diskBusyShare: near(0.05, 0.5),
      majorPageFaults: 0,
      residentBytes: near(310e6, 0.02),
      availableMemoryBytes: near(2.9e9, 0.01),
      outOfMemoryKills: 0,
      pageFaults: 1200,
      reclaimStalls: 0,
      pressure: { cpu: scene === 'cpu' ? near(0.82) : near(0.06, 0.5), disk: near(0.02, 0.8), memory: 0 },
    },
  };
}

function regionOf(name: Name, scene: Scene, bytes: number, near: (value: number, by?: number) => number): RegionSample {
  const isAway = name === 'paris' && scene === 'outage';
  const isLossy = name === 'stockholm' && scene === 'loss';
  const sent = isAway ? 0 : near(bytes, 0.15);
  const roundTripMs = roundTrips[name];
  return {
    sentBytes: sent * (isLossy ? 1.01 : 1),
    acknowledgedBytes: sent,
    receivedBytes: 400,
    retransmittedBytes: isLossy ? near(sent * 0.01, 0.4) : sent > 0 && near(1, 1) > 1.8 ? 1448 : 0,
    connections: isAway ? 0 : 4,
    roundTripMs: isAway || sent === 0 ? null : near(roundTripMs * 1.03, 0.02),
    minRoundTripMs: isAway ? null : roundTripMs,
    congestionWindowBytes: isLossy ? near(150_000) : 4e6,
    receiverWindowBytes: 12e6,
    inFlightBytes: isLossy ? near(140_000) : near(sent * (roundTripMs / 1000)),
    unsentBytes: isLossy ? near(6e6) : 0,
    busyShare: isLossy ? 0.97 : sent > 0 ? near(0.3) : 0,
    receiverLimitedShare: 0,
    sendBufferLimitedShare: 0,
    limitBytesPerSecond: null,
    puts: isLossy ? 3.3 : sent > 0 ? near(0.4) : 0,
    storedBytes: sent,
    retransmits: null,
  };
}

/** The series, what the judge said of it, and a manifest that names both. */
export function exampleReport(): { readonly series: Buffer; readonly manifest: Manifest } {
  const series = new MonitorSeries({ backupId: exampleBackupId, host: 'backup-host-1' });
  const judge = new BottleneckJudge();
  for (const sample of exampleSamples()) {
    series.append(sample);
    const change = judge.add(sample);
    if (change !== undefined) series.appendChange(change);
  }
  return { series: series.encode(), manifest: manifestWith(judge) };
}

function manifestWith(judge: BottleneckJudge): Manifest {
  const at = (minutes: number): string => new Date(startedAt + minutes * 60_000).toISOString();
  const minutes = (count: number): number => count * 60_000;
  const base = exampleManifest({ backupId: exampleBackupId, files: [], recipients: ['age1example'], regions: [] });
  const copy = (region: string, missingParts: number) => ({
    region,
    jurisdiction: 'EU',
    state: missingParts === 0 ? ('whole' as const) : ('incomplete' as const),
    missingParts,
    ...(missingParts === 0 ? {} : { reason: 'REGION_UNAVAILABLE: region paris: connection refused' }),
  });
  return {
    ...base,
    signedAt: at(30),
    files: [
      {
        fileNumber: 1,
        kind: 'dump',
        name: 'SALES_01.dmp',
        size: 21e9,
        parts: 329,
        sealedSize: 20.6e9,
        key: 'files/1',
        sha256: 'a'.repeat(64),
      },
    ],
    totals: { files: 1, parts: 329, bytes: 21e9, sealedBytes: 20.6e9 },
    copies: [copy('stockholm', 0), copy('frankfurt', 0), copy('paris', 54)],
    minCopies: 2,
    phases: [
      { name: 'prepare', startedAt: at(0), durationMs: minutes(0.3) },
      { name: 'export', startedAt: at(0.3), durationMs: minutes(17.2), bytes: 21e9, bytesPerSecond: 20e6 },
      { name: 'copy', startedAt: at(1.5), durationMs: minutes(27.5), bytes: 21e9, bytesPerSecond: 12.7e6 },
      { name: 'seal', startedAt: at(29), durationMs: minutes(1) },
    ],
    warnings: ['region paris was away for 3 min: 54 parts are missing there, and are being filled'],
    monitor: {
      host: 'backup-host-1',
      ...judge.findings(),
      unavailable: [
        { part: 'disk latency by request', reason: 'bpftrace is not installed', remedy: 'apt-get install bpftrace' },
      ],
      series: null,
    },
  };
}

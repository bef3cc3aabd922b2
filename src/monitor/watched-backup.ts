import type { UnavailablePart } from '../domain/bottleneck';
import type { LineReading, ReadableLine } from '../domain/line-counters';
import type { MonitorSample, RegionSample } from '../domain/monitor-sample';
import type { CountedWork, WorkCounters } from '../domain/work-counters';
import type { HostReading } from './host-reading';
import { hostSample } from './host-sample';
import { databaseSample, socketSample, socketSampleOfPeers } from './line-sample';
import { peerFigures, type RegionOfPeer } from './peer-figures';
import { regionWork, workSample } from './work-sample';

/** What is watched of one backup. */
export interface WatchedBackup {
  readonly backupId: string;
  /** By region's name. */
  readonly lines: Readonly<Record<string, ReadableLine>>;
  readonly databaseLine?: ReadableLine;
  readonly work: CountedWork;
  /** Without it, bpftrace's figures of peers belong to no region. */
  readonly regionOfPeer?: RegionOfPeer;
}

interface BackupReading {
  readonly at: number;
  /** Milliseconds of a clock that nobody sets. */
  readonly clockMs: number;
  readonly host: HostReading;
  readonly lines: Readonly<Record<string, LineReading | undefined>>;
  readonly databaseLine: LineReading | undefined;
  readonly work: WorkCounters;
}

/** Makes samples of one backup: each from the last reading to the next. */
export class BackupSampler {
  private last: BackupReading | undefined;

  constructor(private readonly watched: WatchedBackup) {}

  /**
   * The sample since the last one; undefined the first time, and when less than `atLeastMs` has passed: it is in the
   * next one then. Throws what a line or the work throws.
   */
  next(host: HostReading, atLeastMs: number): MonitorSample | undefined {
    const before = this.last;
    if (before && performance.now() - before.clockMs < atLeastMs) return undefined;
    const after = this.read(host);
    this.last = after;
    if (before === undefined) return undefined;
    const elapsedMs = after.clockMs - before.clockMs;
    return {
      at: after.at,
      seconds: elapsedMs / 1000,
      regions: Object.fromEntries(
        Object.keys(this.watched.lines).map((region) => [region, this.regionSample(region, before, after)]),
      ),
      database: after.databaseLine
        ? databaseSample(socketSample(before.databaseLine ?? after.databaseLine, after.databaseLine, elapsedMs))
        : null,
      work: workSample(before.work, after.work, elapsedMs),
      host: hostSample(before.host, after.host, elapsedMs),
    };
  }

  /** The lines whose sockets cannot be read here. */
  unavailable(): readonly UnavailablePart[] {
    const { last } = this;
    if (last === undefined) return [];
    const unread = Object.keys(this.watched.lines).filter((region) => last.lines[region] === undefined);
    const names = [
      ...unread.map((region) => `sockets to ${region}`),
      ...(this.watched.databaseLine && !last.databaseLine ? ['sockets to the database'] : []),
    ];
    if (names.length === 0) return [];
    return [
      {
        part: names.join(', '),
        reason: 'TCP_INFO cannot be read on this host',
        remedy: 'run the worker on Linux with the optional package koffi; bpftrace stands in for bytes and round trip',
      },
    ];
  }

  private regionSample(region: string, before: BackupReading, after: BackupReading): RegionSample {
    const elapsedMs = after.clockMs - before.clockMs;
    const line = after.lines[region];
    const seen = this.peersOf(region, before, after);
    return {
      ...(line ? socketSample(before.lines[region] ?? line, line, elapsedMs) : socketSampleOfPeers(seen)),
      ...regionWork(before.work, after.work, region, elapsedMs),
      retransmits: seen !== undefined && after.host.bpftrace.counts('retransmits') ? seen.retransmits : null,
    };
  }

  private peersOf(region: string, before: BackupReading, after: BackupReading) {
    const { regionOfPeer } = this.watched;
    if (regionOfPeer === undefined) return undefined;
    return peerFigures(
      before.host.bpftrace,
      after.host.bpftrace,
      (address, port) => regionOfPeer(address, port) === region,
    );
  }

  private read(host: HostReading): BackupReading {
    const { lines, databaseLine, work } = this.watched;
    return {
      at: Date.now(),
      clockMs: performance.now(),
      host,
      lines: Object.fromEntries(Object.entries(lines).map(([region, line]) => [region, line.read()])),
      databaseLine: databaseLine?.read(),
      work: work.read(),
    };
  }
}

import { zstdDecompressSync } from 'node:zlib';
import {
  stages,
  type DatabaseSample,
  type MonitorSample,
  type RegionSample,
  type Stage,
} from '../domain/monitor-sample';
import { BackupError } from '../errors';
import type { VerdictChange } from './bottleneck-judge';
import { regionColumnName, regionFields, sourceCodes } from './series-columns';
import { columnLineSchema, seriesHeaderSchema, type SeriesHeader } from './series-format';

export interface DecodedSeries {
  readonly backupId: string;
  readonly host: string;
  readonly regions: readonly string[];
  /** Seconds that were watched; `rows` may be fewer, each with its `seconds`. */
  readonly samples: number;
  readonly rows: readonly MonitorSample[];
  readonly changes: readonly VerdictChange[];
}

/** A whole series is at most a few MB; what unpacks to more is none. */
const maxUnpackedBytes = 64 * 1024 * 1024;

/**
 * Reads a stored series. Columns that are not known are passed over; known ones that are missing are null or 0.
 * @throws BackupError OBJECT_DAMAGED
 */
export function decodeSeries(bytes: Buffer): DecodedSeries {
  const [first, ...lines] = unpack(bytes).trimEnd().split('\n');
  const header = damagedUnless(() => seriesHeaderSchema.parse(JSON.parse(first ?? '')));
  const columns = damagedUnless(() => readColumns(header, lines));
  const rows = Array.from({ length: header.rows }, (_, i) =>
    sampleOf(header.regions, (name) => columns.get(name)?.[i] ?? null),
  );
  const { backupId, host, regions, samples, changes } = header;
  return { backupId, host, regions, samples, rows, changes };
}

function unpack(bytes: Buffer): string {
  return damagedUnless(() => zstdDecompressSync(bytes, { maxOutputLength: maxUnpackedBytes }).toString('utf8'));
}

function damagedUnless<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    const why = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    throw new BackupError('OBJECT_DAMAGED', `this is no monitor series that this version can read: ${why}`, { cause });
  }
}

function readColumns(
  { columns, rows }: SeriesHeader,
  lines: readonly string[],
): Map<string, readonly (number | null)[]> {
  if (lines.length !== columns.length) throw new Error(`${lines.length} columns, not ${columns.length}`);
  return new Map(
    columns.map(({ name, decimals }, i) => {
      const differences = columnLineSchema.parse(JSON.parse(lines[i] ?? ''));
      if (differences.length !== rows) throw new Error(`${differences.length} rows of ${name}, not ${rows}`);
      return [name, valuesOf(differences, decimals)];
    }),
  );
}

function valuesOf(differences: readonly (number | null)[], decimals: number): readonly (number | null)[] {
  let stored = 0;
  // Whole powers of ten divide exactly where a product with 0.001 would not.
  const value = (): number => (decimals >= 0 ? stored / 10 ** decimals : stored * 10 ** -decimals);
  return differences.map((difference) => {
    if (difference === null) return null;
    stored += difference;
    return value();
  });
}

type Get = (name: string) => number | null;

function sampleOf(regions: readonly string[], get: Get): MonitorSample {
  const number = (name: string): number => get(name) ?? 0;
  return {
    at: number('at'),
    seconds: number('seconds'),
    regions: Object.fromEntries(
      regions.flatMap((region) => {
        const sample = regionOf(region, get);
        return sample === null ? [] : [[region, sample]];
      }),
    ),
    database: databaseOf(get),
    work: {
      // One entry a stage, from the list that the type is made of.
      inStage: Object.fromEntries(stages.map((stage) => [stage, number(`work.${stage}`)])) as Record<Stage, number>,
      waitingForThread: number('work.waitingForThread'),
      parts: number('work.parts'),
      source: sourceCodes[get('work.source') ?? -1] ?? null,
      readBytes: number('work.readBytes'),
      sealedBytes: number('work.sealedBytes'),
    },
    host: hostOf(get),
  };
}

const mayBeNull: ReadonlySet<keyof RegionSample> = new Set([
  'roundTripMs',
  'minRoundTripMs',
  'limitBytesPerSecond',
  'retransmits',
]);

/** Null where the region was not watched in that row. */
function regionOf(region: string, get: Get): RegionSample | null {
  if (get(regionColumnName(region, 'connections')) === null) return null;
  const entries = regionFields.map((field) => {
    const value = get(regionColumnName(region, field));
    return [field, mayBeNull.has(field) ? value : (value ?? 0)];
  });
  // One entry a field, from the list that the type is made of; null only where the type has it.
  return Object.fromEntries(entries) as RegionSample;
}

function databaseOf(get: Get): DatabaseSample | null {
  const connections = get('database.connections');
  if (connections === null) return null;
  return {
    receivedBytes: get('database.receivedBytes') ?? 0,
    sentBytes: get('database.sentBytes') ?? 0,
    retransmittedBytes: get('database.retransmittedBytes') ?? 0,
    connections,
    roundTripMs: get('database.roundTripMs'),
  };
}

function hostOf(get: Get): MonitorSample['host'] {
  const [cpu, disk, memory] = [get('host.pressure.cpu'), get('host.pressure.disk'), get('host.pressure.memory')];
  return {
    cpuShare: get('host.cpuShare'),
    workerCores: get('host.workerCores') ?? 0,
    mainThreadWaitShare: get('host.mainThreadWaitShare'),
    runQueueDelayMs: get('host.runQueueDelayMs'),
    diskReadBytes: get('host.diskReadBytes'),
    diskWrittenBytes: get('host.diskWrittenBytes'),
    diskLatencyMs: get('host.diskLatencyMs'),
    diskBusyShare: get('host.diskBusyShare'),
    majorPageFaults: get('host.majorPageFaults'),
    pageFaults: get('host.pageFaults'),
    residentBytes: get('host.residentBytes') ?? 0,
    availableMemoryBytes: get('host.availableMemoryBytes'),
    outOfMemoryKills: get('host.outOfMemoryKills'),
    reclaimStalls: get('host.reclaimStalls'),
    pressure:
      cpu === null && disk === null && memory === null ? null : { cpu: cpu ?? 0, disk: disk ?? 0, memory: memory ?? 0 },
  };
}

import { stages, type MonitorSample, type RegionSample } from '../domain/monitor-sample';

/** How two neighbours become one: sums add, means are weighted by time, of the rest the later or the smaller stays. */
export type Merge = 'sum' | 'mean' | 'last' | 'min';

/** A column of the series. Stored are integers: the value times 10 to the power of `decimals`. */
export interface Column {
  readonly name: string;
  readonly decimals: number;
  readonly merge: Merge;
  readonly of: (sample: MonitorSample) => number | null;
}

type Kind = Pick<Column, 'decimals' | 'merge'>;
const bytesInAll: Kind = { decimals: -3, merge: 'sum' };
const bytesHeld: Kind = { decimals: -3, merge: 'mean' };
const count: Kind = { decimals: 0, merge: 'sum' };
const mean: Kind = { decimals: 2, merge: 'mean' };
const share: Kind = { decimals: 3, merge: 'mean' };

/** In the order in which they stand in the columns' codes. */
export const sourceCodes = ['database', 'local'] as const;

export const fixedColumns: readonly Column[] = [
  { name: 'at', decimals: 0, merge: 'last', of: ({ at }) => at },
  { name: 'seconds', decimals: 3, merge: 'sum', of: ({ seconds }) => seconds },
  ...stages.map((stage): Column => ({ name: `work.${stage}`, ...mean, of: ({ work }) => work.inStage[stage] })),
  { name: 'work.waitingForThread', ...mean, of: ({ work }) => work.waitingForThread },
  { name: 'work.parts', ...mean, of: ({ work }) => work.parts },
  {
    name: 'work.source',
    decimals: 0,
    merge: 'last',
    of: ({ work }) => (work.source === null ? null : sourceCodes.indexOf(work.source)),
  },
  { name: 'work.readBytes', ...bytesInAll, of: ({ work }) => work.readBytes },
  { name: 'work.sealedBytes', ...bytesInAll, of: ({ work }) => work.sealedBytes },
  { name: 'host.cpuShare', ...share, of: ({ host }) => host.cpuShare },
  { name: 'host.workerCores', ...mean, of: ({ host }) => host.workerCores },
  { name: 'host.mainThreadWaitShare', ...share, of: ({ host }) => host.mainThreadWaitShare },
  { name: 'host.runQueueDelayMs', ...mean, of: ({ host }) => host.runQueueDelayMs },
  { name: 'host.diskReadBytes', ...bytesInAll, of: ({ host }) => host.diskReadBytes },
  { name: 'host.diskWrittenBytes', ...bytesInAll, of: ({ host }) => host.diskWrittenBytes },
  { name: 'host.diskLatencyMs', ...mean, of: ({ host }) => host.diskLatencyMs },
  { name: 'host.diskBusyShare', ...share, of: ({ host }) => host.diskBusyShare },
  { name: 'host.majorPageFaults', ...count, of: ({ host }) => host.majorPageFaults },
  { name: 'host.pageFaults', ...count, of: ({ host }) => host.pageFaults },
  { name: 'host.residentBytes', ...bytesHeld, of: ({ host }) => host.residentBytes },
  { name: 'host.availableMemoryBytes', ...bytesHeld, of: ({ host }) => host.availableMemoryBytes },
  { name: 'host.outOfMemoryKills', ...count, of: ({ host }) => host.outOfMemoryKills },
  { name: 'host.reclaimStalls', ...count, of: ({ host }) => host.reclaimStalls },
  { name: 'host.pressure.cpu', ...share, of: ({ host }) => host.pressure?.cpu ?? null },
  { name: 'host.pressure.disk', ...share, of: ({ host }) => host.pressure?.disk ?? null },
  { name: 'host.pressure.memory', ...share, of: ({ host }) => host.pressure?.memory ?? null },
  { name: 'database.receivedBytes', ...bytesInAll, of: ({ database }) => database?.receivedBytes ?? null },
  { name: 'database.sentBytes', ...bytesInAll, of: ({ database }) => database?.sentBytes ?? null },
  { name: 'database.retransmittedBytes', ...bytesInAll, of: ({ database }) => database?.retransmittedBytes ?? null },
  { name: 'database.connections', ...mean, of: ({ database }) => database?.connections ?? null },
  { name: 'database.roundTripMs', ...mean, of: ({ database }) => database?.roundTripMs ?? null },
];

const regionKinds: Readonly<Record<keyof RegionSample, Kind>> = {
  sentBytes: bytesInAll,
  acknowledgedBytes: bytesInAll,
  receivedBytes: bytesInAll,
  // To the byte: what was retransmitted is small beside what was sent.
  retransmittedBytes: { decimals: 0, merge: 'sum' },
  connections: mean,
  roundTripMs: mean,
  minRoundTripMs: { decimals: 2, merge: 'min' },
  congestionWindowBytes: bytesHeld,
  receiverWindowBytes: bytesHeld,
  inFlightBytes: bytesHeld,
  unsentBytes: bytesHeld,
  busyShare: share,
  receiverLimitedShare: share,
  sendBufferLimitedShare: share,
  limitBytesPerSecond: { decimals: -3, merge: 'last' },
  puts: mean,
  storedBytes: bytesInAll,
  retransmits: count,
};

// The keys of the record above are those of the type.
export const regionFields = Object.keys(regionKinds) as readonly (keyof RegionSample)[];

export const regionColumnName = (region: string, field: keyof RegionSample): string => `regions/${region}/${field}`;

export function regionColumns(region: string): readonly Column[] {
  return regionFields.map((field) => ({
    name: regionColumnName(region, field),
    ...regionKinds[field],
    of: ({ regions }) => regions[region]?.[field] ?? null,
  }));
}

import {
  stages,
  type DatabaseSample,
  type HostSample,
  type MonitorSample,
  type RegionSample,
  type Stage,
} from '../domain/monitor-sample';
import { thresholds } from './thresholds';

/** A region over a window: means a second, and shares of what happened. */
export interface RegionFigures {
  readonly puts: number;
  readonly connections: number;
  readonly acknowledgedPerSecond: number;
  readonly retransmittedShare: number;
  readonly busyShare: number;
  readonly receiverLimitedShare: number;
  readonly sendBufferLimitedShare: number;
  readonly roundTripMs: number | null;
  readonly minRoundTripMs: number | null;
  readonly congestionWindowBytes: number;
  readonly receiverWindowBytes: number;
  readonly inFlightBytes: number;
  readonly unsentBytes: number;
  /** As it was last. */
  readonly limitBytesPerSecond: number | null;
  /** Of the time, how much went at the limit of its second. */
  readonly atLimitShare: number;
}

export interface HostFigures {
  readonly cpuShare: number | null;
  readonly workerCores: number;
  readonly mainThreadWaitShare: number | null;
  readonly runQueueDelayMs: number | null;
  readonly diskReadPerSecond: number | null;
  readonly diskLatencyMs: number | null;
  readonly diskBusyShare: number | null;
  readonly majorFaultsPerSecond: number | null;
  readonly residentBytes: number;
  readonly availableMemoryBytes: number | null;
  /** In the whole window. */
  readonly outOfMemoryKills: number;
  readonly reclaimStallsPerSecond: number | null;
  readonly pressure: { readonly cpu: number | null; readonly disk: number | null; readonly memory: number | null };
}

export interface WindowFigures {
  readonly seconds: number;
  readonly parts: number;
  readonly inStage: Readonly<Record<Stage, number>>;
  readonly waitingForThread: number;
  readonly source: 'database' | 'local' | null;
  readonly readPerSecond: number;
  readonly regions: Readonly<Record<string, RegionFigures>>;
  readonly database: {
    readonly receivedPerSecond: number;
    readonly connections: number;
    readonly roundTripMs: number | null;
  } | null;
  readonly host: HostFigures;
}

interface Weighted<T> {
  readonly seconds: number;
  readonly value: T;
}

const isKnown = (value: number | null): value is number => value !== null && Number.isFinite(value);

/** Mean by time of what is known; null where nothing is. */
function meanOf<T>(values: readonly Weighted<T>[], pick: (value: T) => number | null): number | null {
  let sum = 0;
  let weight = 0;
  for (const { seconds, value } of values) {
    const picked = pick(value);
    if (!isKnown(picked)) continue;
    sum += picked * seconds;
    weight += seconds;
  }
  return weight > 0 ? sum / weight : null;
}

/** Of bytes and counts, a second; null where nothing is known. */
function rateOf<T>(values: readonly Weighted<T>[], pick: (value: T) => number | null): number | null {
  let sum = 0;
  let seconds = 0;
  for (const each of values) {
    const picked = pick(each.value);
    if (!isKnown(picked)) continue;
    sum += picked;
    seconds += each.seconds;
  }
  return seconds > 0 ? sum / seconds : null;
}

/** Brings a window of samples down to the figures that the rules look at. Samples without a length count for nothing. */
export function windowFigures(samples: readonly MonitorSample[]): WindowFigures {
  const counted = samples.filter(({ seconds }) => seconds > 0 && Number.isFinite(seconds));
  const over = <T>(pick: (sample: MonitorSample) => T | null | undefined): readonly Weighted<T>[] =>
    counted.flatMap((sample) => {
      const value = pick(sample);
      return value === null || value === undefined ? [] : [{ seconds: sample.seconds, value }];
    });
  const work = over(({ work: each }) => each);
  const names = [...new Set(counted.flatMap(({ regions }) => Object.keys(regions)))].sort();
  return {
    seconds: counted.reduce((sum, { seconds }) => sum + seconds, 0),
    parts: meanOf(work, ({ parts }) => parts) ?? 0,
    inStage: Object.fromEntries(
      stages.map((stage) => [stage, meanOf(work, ({ inStage }) => inStage[stage]) ?? 0]),
      // One entry a stage, from the list that the type is made of.
    ) as Record<Stage, number>,
    waitingForThread: meanOf(work, ({ waitingForThread }) => waitingForThread) ?? 0,
    source: counted.findLast((sample) => sample.work.source !== null)?.work.source ?? null,
    readPerSecond: rateOf(work, ({ readBytes }) => readBytes) ?? 0,
    regions: Object.fromEntries(names.map((name) => [name, regionFigures(over(({ regions }) => regions[name]))])),
    database: databaseFigures(over(({ database }) => database)),
    host: hostFigures(over(({ host }) => host)),
  };
}

function regionFigures(values: readonly Weighted<RegionSample>[]): RegionFigures {
  const mean = (pick: (value: RegionSample) => number | null): number => meanOf(values, pick) ?? 0;
  const rate = (pick: (value: RegionSample) => number | null): number => rateOf(values, pick) ?? 0;
  const sent = rate(({ sentBytes }) => sentBytes);
  const smallest = values.map(({ value }) => value.minRoundTripMs).filter(isKnown);
  return {
    puts: mean(({ puts }) => puts),
    connections: mean(({ connections }) => connections),
    acknowledgedPerSecond: rate(({ acknowledgedBytes }) => acknowledgedBytes),
    retransmittedShare: sent > 0 ? Math.min(1, rate(({ retransmittedBytes }) => retransmittedBytes) / sent) : 0,
    busyShare: mean(({ busyShare }) => busyShare),
    receiverLimitedShare: mean(({ receiverLimitedShare }) => receiverLimitedShare),
    sendBufferLimitedShare: mean(({ sendBufferLimitedShare }) => sendBufferLimitedShare),
    roundTripMs: meanOf(values, ({ roundTripMs }) => roundTripMs),
    minRoundTripMs: smallest.length === 0 ? null : Math.min(...smallest),
    congestionWindowBytes: mean(({ congestionWindowBytes }) => congestionWindowBytes),
    receiverWindowBytes: mean(({ receiverWindowBytes }) => receiverWindowBytes),
    inFlightBytes: mean(({ inFlightBytes }) => inFlightBytes),
    unsentBytes: mean(({ unsentBytes }) => unsentBytes),
    limitBytesPerSecond: values.at(-1)?.value.limitBytesPerSecond ?? null,
    atLimitShare: atLimitShare(values),
  };
}

function atLimitShare(values: readonly Weighted<RegionSample>[]): number {
  const reached = values.map(({ seconds, value: { limitBytesPerSecond: limit, acknowledgedBytes } }) => ({
    seconds,
    value: limit !== null && acknowledgedBytes >= thresholds.limitUsed * limit * seconds ? 1 : 0,
  }));
  return meanOf(reached, (value) => value) ?? 0;
}

function databaseFigures(values: readonly Weighted<DatabaseSample>[]): WindowFigures['database'] {
  if (values.length === 0) return null;
  return {
    receivedPerSecond: rateOf(values, ({ receivedBytes }) => receivedBytes) ?? 0,
    connections: meanOf(values, ({ connections }) => connections) ?? 0,
    roundTripMs: meanOf(values, ({ roundTripMs }) => roundTripMs),
  };
}

function hostFigures(values: readonly Weighted<HostSample>[]): HostFigures {
  const mean = (pick: (value: HostSample) => number | null): number | null => meanOf(values, pick);
  return {
    cpuShare: mean(({ cpuShare }) => cpuShare),
    workerCores: mean(({ workerCores }) => workerCores) ?? 0,
    mainThreadWaitShare: mean(({ mainThreadWaitShare }) => mainThreadWaitShare),
    runQueueDelayMs: mean(({ runQueueDelayMs }) => runQueueDelayMs),
    diskReadPerSecond: rateOf(values, ({ diskReadBytes }) => diskReadBytes),
    diskLatencyMs: mean(({ diskLatencyMs }) => diskLatencyMs),
    diskBusyShare: mean(({ diskBusyShare }) => diskBusyShare),
    majorFaultsPerSecond: rateOf(values, ({ majorPageFaults }) => majorPageFaults),
    residentBytes: mean(({ residentBytes }) => residentBytes) ?? 0,
    availableMemoryBytes: mean(({ availableMemoryBytes }) => availableMemoryBytes),
    outOfMemoryKills: values.reduce((sum, { value }) => sum + (value.outOfMemoryKills ?? 0), 0),
    reclaimStallsPerSecond: rateOf(values, ({ reclaimStalls }) => reclaimStalls),
    pressure: {
      cpu: mean(({ pressure }) => pressure?.cpu ?? null),
      disk: mean(({ pressure }) => pressure?.disk ?? null),
      memory: mean(({ pressure }) => pressure?.memory ?? null),
    },
  };
}

/** The data path of one backup, stage by stage, in the order in which a part goes through them. */
export const stages = ['read', 'compress', 'encrypt', 'hash', 'send'] as const;
export type Stage = (typeof stages)[number];

/** One second of one region's sockets. Bytes and times are those of the second. */
export interface RegionSample {
  readonly sentBytes: number;
  readonly acknowledgedBytes: number;
  readonly receivedBytes: number;
  readonly retransmittedBytes: number;
  readonly connections: number;
  readonly roundTripMs: number | null;
  readonly minRoundTripMs: number | null;
  /** Sums over the open sockets, at the end of the second. */
  readonly congestionWindowBytes: number;
  readonly receiverWindowBytes: number;
  readonly inFlightBytes: number;
  readonly unsentBytes: number;
  /** 0 to 1: of the second, on average over the sockets that were open. */
  readonly busyShare: number;
  readonly receiverLimitedShare: number;
  readonly sendBufferLimitedShare: number;
  readonly limitBytesPerSecond: number | null;
  /** PUTs of this backup that were under way, on average over the second. */
  readonly puts: number;
  /** Bytes of objects that the region confirmed in the second. */
  readonly storedBytes: number;
  /** Segments sent again, as the kernel's tracepoint counts them (eBPF): a check on `retransmittedBytes`. Null: not to be had here. */
  readonly retransmits: number | null;
}

/** One second of the sockets to the database, as far as they can be seen. */
export interface DatabaseSample {
  readonly receivedBytes: number;
  readonly sentBytes: number;
  readonly retransmittedBytes: number;
  readonly connections: number;
  readonly roundTripMs: number | null;
}

/** One second of the backup's own work. A value of 1 is one part (or one thread) busy with it all the time. */
export interface WorkSample {
  /** Parts in the stage, on average over the second. */
  readonly inStage: Readonly<Record<Stage, number>>;
  /** Parts that waited for a sealing thread, on average. */
  readonly waitingForThread: number;
  /** Parts in flight, on average; 0: nothing is being copied. */
  readonly parts: number;
  /** Where parts are read: over the database's line, or from this host's own path. */
  readonly source: 'database' | 'local' | null;
  readonly readBytes: number;
  readonly sealedBytes: number;
}

/** One second of the host. Null: not to be had here. */
export interface HostSample {
  /** 0 to 1: of all cores, whoever used them. */
  readonly cpuShare: number | null;
  /** Cores that the worker's process used. */
  readonly workerCores: number;
  /** 0 to 1: of the second, the time in which the worker's main thread, which reads and sends, wanted a core and had none. */
  readonly mainThreadWaitShare: number | null;
  /** How long the worker's threads waited for a core, on average a wake-up (eBPF). */
  readonly runQueueDelayMs: number | null;
  readonly diskReadBytes: number | null;
  readonly diskWrittenBytes: number | null;
  /** Mean time of a request at the disk (eBPF, else /proc/diskstats). */
  readonly diskLatencyMs: number | null;
  /** 0 to 1: of the second, the busiest disk. */
  readonly diskBusyShare: number | null;
  readonly majorPageFaults: number | null;
  /** Of the worker, major and minor. */
  readonly pageFaults: number | null;
  readonly residentBytes: number;
  readonly availableMemoryBytes: number | null;
  /** Processes that the kernel killed for want of memory (eBPF). */
  readonly outOfMemoryKills: number | null;
  /** Times that a thread of the worker had to free memory before it got some (eBPF). */
  readonly reclaimStalls: number | null;
  /** 0 to 1: of the second, the time in which some task waited (/proc/pressure). */
  readonly pressure: { readonly cpu: number; readonly disk: number; readonly memory: number } | null;
}

/** A second (or `seconds`, where one came late) as the monitor of a host saw it for one backup. */
export interface MonitorSample {
  /** End of the interval, ms since the epoch. */
  readonly at: number;
  readonly seconds: number;
  /** By region's name. */
  readonly regions: Readonly<Record<string, RegionSample>>;
  readonly database: DatabaseSample | null;
  readonly work: WorkSample;
  readonly host: HostSample;
}

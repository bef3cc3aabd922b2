/**
 * What the rules compare with. "Measured" means on lab links with known bottlenecks, on a Linux 6.18 host of two cores;
 * "chosen" means by reasoning, which the comment gives. docs/report.md prints the table.
 */
export const thresholds = {
  /** Chosen: fewer parts in flight than this on average, and nothing is being copied that could be held back. */
  activeParts: 0.1,
  /** Chosen: of three groups of stages (read, seal, send) one with nearly half of the parts stands out. */
  bindingShare: 0.45,
  /** Chosen: with pressure on the disk a smaller pile in front of it is enough. */
  diskBindingShare: 0.3,
  /** Chosen: a region that gets less than half of what the fastest gets is being left out, and holds nobody back. */
  leftBehindShare: 0.5,

  /** Measured (0.9 of all cores told CPU from the rest). */
  cpuShare: 0.9,
  /** Measured: threads wait for a core for less than 1 ms on an idle host, and over 5 ms on one that is overloaded. */
  runQueueDelayMs: 5,
  /**
   * Chosen: a thread that waits for a core half of the time would do its work in half of the time with one; nothing else
   * that holds the same work up can be larger.
   */
  mainThreadWaitShare: 0.5,
  /** Chosen: what waits for a core a tenth of the time would gain no more than a tenth from more of them. */
  mainThreadFreeShare: 0.1,
  /** Chosen: two cores that are just fully used show less; half of the time some task waits when they are oversubscribed. */
  cpuPressure: 0.5,
  /** Chosen: pressure by many short wake-ups is no shortage while cores are idle; this much of them must be used. */
  cpuPressureNeedsShare: 0.75,
  /** Chosen: a worker that uses less than this of a core is not the one that waits for the CPU. */
  workerCores: 0.2,

  /** Chosen: tasks that wait for memory a fifth of the time; a healthy host shows 0. */
  memoryPressure: 0.2,
  /** Chosen: pages read back from disk a second; starting a program makes hundreds, but within one second. */
  majorFaultsPerSecond: 200,
  /** Chosen: major faults alone also come from mapped files; with a little pressure they are want of memory. */
  memoryPressureWithFaults: 0.05,

  /** Chosen: of the time some task waited for a disk. */
  diskPressure: 0.3,
  /** Chosen: of the time the busiest disk had work. */
  diskBusyShare: 0.9,

  /** Measured: goodput over 85 % of the cap is the cap (headers and pauses between parts take the rest). */
  limitUsed: 0.85,
  /** Chosen: a limit that is reached in half of the seconds binds for most of the time that had data to send. */
  atLimitShare: 0.5,
  /** Measured: over 30 % of the busy time without room in the send buffer. */
  sendBufferLimited: 0.3,
  /** Measured: over 10 % of the busy time with a closed receive window. */
  receiverLimited: 0.1,
  /** Measured at 70 %; less of the time with data to send means that PUTs wait for something else than the line. */
  busyShare: 0.5,
  /** Measured: over 0.2 % retransmitted. */
  retransmittedShare: 0.002,
  /** Measured: a round trip over 1.25 of the smallest is a queue on the line. */
  queueingFactor: 1.25,
  /** Below this a round trip's growth is the host's own scheduling, not a queue (loopback; chosen). */
  queueingFloorMs: 1,
  /**
   * Chosen from measurements: CUBIC carried up to 3 times what Mathis' formula gives for its loss, four BBR flows 8 to
   * 24 times. Whoever carries 6 times as much does not let loss hold it back.
   */
  beyondLossFactor: 6,
  /** Measured: less than 0.75 of the congestion window in flight, and the window is not what binds (BBR paces). */
  windowUsed: 0.75,
} as const;

/** Payload of a segment on an Ethernet path, in bytes: for Mathis' formula. */
export const segmentBytes = 1448;

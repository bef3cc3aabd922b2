/** What is used of `struct tcp_info` (include/uapi/linux/tcp.h). Fields that an older kernel lacks are 0. */
export interface TcpInfo {
  /** 1 established, 2 SYN sent, 7 closed: include/net/tcp_states.h. */
  readonly state: number;
  /** Data went in the SYN and was acknowledged: Fast Open worked. */
  readonly synDataAcknowledged: boolean;
  readonly segmentBytes: number;
  readonly unacknowledgedSegments: number;
  /** 0 before the first answer. */
  readonly roundTripMs: number;
  readonly minRoundTripMs: number;
  readonly congestionWindowSegments: number;
  readonly acknowledgedBytes: number;
  /** With those that arrived behind a gap: it grows evenly where `acknowledgedBytes` leaps. */
  readonly deliveredSegments: number;
  readonly receivedBytes: number;
  readonly unsentBytes: number;
  readonly deliveryBytesPerSecond: number;
  readonly busyMs: number;
  readonly receiverLimitedMs: number;
  readonly sendBufferLimitedMs: number;
  readonly sentBytes: number;
  readonly retransmittedBytes: number;
  readonly receiverWindowBytes: number;
}

export const tcpStates = { established: 1, synSent: 2 } as const;

const synDataBit = 32;
/** tcp_info says so before it has a sample. */
const noMinimum = 0xffff_ffff;

/** Reads what TCP_INFO gave, however much of it this kernel has (104 bytes in 2.6, 280 in 6.18). */
export function parseTcpInfo(info: Buffer): TcpInfo {
  const u32 = (offset: number): number => (offset + 4 <= info.length ? info.readUInt32LE(offset) : 0);
  const u64 = (offset: number): number => (offset + 8 <= info.length ? Number(info.readBigUInt64LE(offset)) : 0);
  const segmentBytes = u32(16);
  const minimum = u32(148);
  // Before 4.19 there was no count of bytes sent: what is acknowledged and in flight is what there is.
  const counted = info.length >= 216;
  // Before 4.18 only what is acknowledged without a gap is told.
  const deliveredSegments = info.length >= 196 ? u32(192) : u64(120) / Math.max(1, segmentBytes);
  return {
    state: info[0] ?? 0,
    synDataAcknowledged: ((info[5] ?? 0) & synDataBit) !== 0,
    segmentBytes,
    unacknowledgedSegments: u32(24),
    roundTripMs: u32(68) / 1000,
    minRoundTripMs: minimum === noMinimum ? 0 : minimum / 1000,
    congestionWindowSegments: u32(80),
    acknowledgedBytes: u64(120),
    deliveredSegments,
    receivedBytes: u64(128),
    unsentBytes: u32(144),
    deliveryBytesPerSecond: u64(160),
    busyMs: u64(168) / 1000,
    receiverLimitedMs: u64(176) / 1000,
    sendBufferLimitedMs: u64(184) / 1000,
    sentBytes: counted ? u64(200) : u64(120) + u32(24) * segmentBytes,
    retransmittedBytes: counted ? u64(208) : u32(100) * segmentBytes,
    receiverWindowBytes: u32(228),
  };
}

/** `struct tcp_bbr_info` (include/uapi/linux/inet_diag.h). */
export interface BbrInfo {
  /** The highest delivery rate of the last ten round trips. */
  readonly bandwidthBytesPerSecond: number;
  /** The smallest of the last ten seconds. */
  readonly minRoundTripMs: number;
}

/** @param info what TCP_CC_INFO gave of a socket under BBR; undefined where it is shorter. */
export function parseBbrInfo(info: Buffer): BbrInfo | undefined {
  if (info.length < 20) return undefined;
  const minimum = info.readUInt32LE(8);
  return {
    bandwidthBytesPerSecond: Number(info.readBigUInt64LE(0)),
    minRoundTripMs: minimum === noMinimum ? 0 : minimum / 1000,
  };
}

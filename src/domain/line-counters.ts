/**
 * What the sockets to one place (a region, a database) have done since the process began, from TCP_INFO: sums over open
 * and closed sockets, which only grow. A difference of two readings is what happened in between.
 */
export interface LineCounters {
  /** Payload handed to the network, retransmissions included, as TCP counts it (tcpi_bytes_sent). */
  readonly sentBytes: number;
  /** Payload that the other end has acknowledged (tcpi_bytes_acked). */
  readonly acknowledgedBytes: number;
  readonly receivedBytes: number;
  readonly retransmittedBytes: number;
  /** Time with data to send, summed over sockets (tcpi_busy_time). */
  readonly busyMs: number;
  /** Of it: waiting for the receiver's window (tcpi_rwnd_limited). */
  readonly receiverLimitedMs: number;
  /** Of it: waiting for room in the send buffer (tcpi_sndbuf_limited). */
  readonly sendBufferLimitedMs: number;
  /** Sockets opened since the process began. */
  readonly connectionsOpened: number;
}

/** How the open sockets to one place are at this moment. */
export interface LineState {
  readonly connections: number;
  /** Smoothed, mean of the sockets that carried data of late; null where none did. */
  readonly roundTripMs: number | null;
  /** The smallest that a socket has seen; null before the first answer. */
  readonly minRoundTripMs: number | null;
  /** Sums over the open sockets. */
  readonly congestionWindowBytes: number;
  readonly receiverWindowBytes: number;
  readonly inFlightBytes: number;
  readonly unsentBytes: number;
  /** What we allow these sockets in all (configured, or asked for by the pace); null: no limit of ours. */
  readonly limitBytesPerSecond: number | null;
}

export interface LineReading {
  readonly counters: LineCounters;
  readonly state: LineState;
}

/** A place whose sockets can be read. */
export interface ReadableLine {
  /** Undefined where this host cannot read its sockets (not Linux, no FFI). */
  read(): LineReading | undefined;
}

import type { LineReading } from '../domain/line-counters';
import type { DatabaseSample, RegionSample } from '../domain/monitor-sample';
import { share } from './host-sample';
import type { PeerFigures } from './peer-figures';

/** What a region's sockets did; `puts` and `storedBytes` are the application's and come beside it. */
type SocketSample = Omit<RegionSample, 'puts' | 'storedBytes' | 'retransmits'>;

const nothing: SocketSample = {
  sentBytes: 0,
  acknowledgedBytes: 0,
  receivedBytes: 0,
  retransmittedBytes: 0,
  connections: 0,
  roundTripMs: null,
  minRoundTripMs: null,
  congestionWindowBytes: 0,
  receiverWindowBytes: 0,
  inFlightBytes: 0,
  unsentBytes: 0,
  busyShare: 0,
  receiverLimitedShare: 0,
  sendBufferLimitedShare: 0,
  limitBytesPerSecond: null,
};

/** From the kernel's counters of the sockets, read before and after `elapsedMs`. */
export function socketSample(before: LineReading, after: LineReading, elapsedMs: number): SocketSample {
  const grown = (counter: keyof LineReading['counters']) =>
    Math.max(0, after.counters[counter] - before.counters[counter]);
  // Sockets that came or went count for half of the interval.
  const socketMs = ((before.state.connections + after.state.connections) / 2) * elapsedMs;
  return {
    sentBytes: grown('sentBytes'),
    acknowledgedBytes: grown('acknowledgedBytes'),
    receivedBytes: grown('receivedBytes'),
    retransmittedBytes: grown('retransmittedBytes'),
    connections: after.state.connections,
    roundTripMs: after.state.roundTripMs,
    minRoundTripMs: after.state.minRoundTripMs,
    congestionWindowBytes: after.state.congestionWindowBytes,
    receiverWindowBytes: after.state.receiverWindowBytes,
    inFlightBytes: after.state.inFlightBytes,
    unsentBytes: after.state.unsentBytes,
    busyShare: share(grown('busyMs'), socketMs),
    receiverLimitedShare: share(grown('receiverLimitedMs'), socketMs),
    sendBufferLimitedShare: share(grown('sendBufferLimitedMs'), socketMs),
    limitBytesPerSecond: after.state.limitBytesPerSecond,
  };
}

/** From what bpftrace saw of the peers, where the sockets cannot be read; nothing where it sees nothing either. */
export function socketSampleOfPeers(seen: PeerFigures | undefined): SocketSample {
  if (seen === undefined) return nothing;
  const { sentBytes, receivedBytes, peers, roundTripMs, receiverWindowBytes } = seen;
  return { ...nothing, sentBytes, receivedBytes, connections: peers, roundTripMs, receiverWindowBytes };
}

export function databaseSample(sockets: SocketSample): DatabaseSample {
  const { receivedBytes, sentBytes, retransmittedBytes, connections, roundTripMs } = sockets;
  return { receivedBytes, sentBytes, retransmittedBytes, connections, roundTripMs };
}

import type { BpftraceFigures } from './bpftrace-figures';
import type { FigureName, Sum } from './bpftrace-lines';

/** Says whose socket it is: a region's name, or undefined. Addresses as the kernel writes them, without brackets. */
export type RegionOfPeer = (address: string, port: number) => string | undefined;

/** What bpftrace saw between two moments of the peers of one region. */
export interface PeerFigures {
  readonly sentBytes: number;
  readonly receivedBytes: number;
  readonly retransmits: number;
  readonly peers: number;
  readonly roundTripMs: number | null;
  readonly receiverWindowBytes: number;
}

/** Adds up the peers of a region; undefined where bpftrace counts no bytes. */
export function peerFigures(
  before: BpftraceFigures,
  after: BpftraceFigures,
  isOfRegion: (address: string, port: number) => boolean,
): PeerFigures | undefined {
  if (!after.counts('network_sent_bytes') && !after.counts('received_bytes')) return undefined;
  const peers = after.keys('network_sent_bytes').filter((key) => isOfRegion(...addressAndPort(key)));
  const add = (name: FigureName) => peers.map((key) => after.since(before, name, key)).reduce(plus, none);
  const roundTrip = add('path_round_trip_us');
  const window = add('path_receiver_bytes');
  return {
    sentBytes: add('network_sent_bytes').total,
    receivedBytes: add('received_bytes').total,
    retransmits: add('retransmits').total,
    peers: peers.length,
    roundTripMs: roundTrip.count === 0 ? null : roundTrip.total / roundTrip.count / 1000,
    receiverWindowBytes: window.count === 0 ? 0 : window.total / window.count,
  };
}

const none: Sum = { count: 0, total: 0 };

function plus(a: Sum, b: Sum): Sum {
  return { count: a.count + b.count, total: a.total + b.total };
}

/** `127.0.0.1,443`, `::1,443`; newer versions of bpftrace put a blank after the comma. */
function addressAndPort(key: string): [string, number] {
  const comma = key.lastIndexOf(',');
  return [key.slice(0, comma), Number(key.slice(comma + 1))];
}

import type { Socket } from 'node:net';
import type { LineCounters, LineState } from '../domain/line-counters';
import type { Libc } from './libc';
import { beforeClose, descriptorOf } from './socket-fd';
import { readCongestionControl, readTcpInfo, setPacing } from './socket-options';
import { parseTcpInfo, type TcpInfo } from './tcp-info';

const noInfo = parseTcpInfo(Buffer.alloc(0));
/** A socket that carried nothing for so long has no say in the line's round trip. */
const quietMs = 3000;

/** One open socket of a line, as it was read last. */
export class LineSocket {
  info: TcpInfo = noInfo;
  congestionControl: string | undefined;
  /** A request has it; the others wait in the agent's pool. */
  inUse = true;
  carriedAt: number | undefined;
  /** Bytes per second; null for none. */
  cap: number | null = null;

  constructor(readonly socket: Socket) {}
}

type Sums = { readonly [K in Exclude<keyof LineCounters, 'connectionsOpened'>]: number };
const nothing: Sums = countersOf(noInfo);

/** The sockets of one place: their counters in sum, those of closed ones included, and how the open ones are. */
export class LineSockets {
  readonly #open = new Set<LineSocket>();
  #closed = nothing;
  #opened = 0;
  #closedWithFastOpen = 0;
  #lastCongestionControl: string | null = null;

  constructor(
    private readonly libc: Libc,
    private readonly now: () => number = Date.now,
  ) {}

  /** Follows a connected socket until it closes; `closing` runs after its last reading. */
  add(socket: Socket, closing: (last: LineSocket) => void = () => undefined): LineSocket {
    const added = new LineSocket(socket);
    this.#open.add(added);
    this.#opened += 1;
    this.#sample(added);
    const remove = (): void => {
      if (!this.#open.has(added)) return;
      this.#sample(added);
      this.#open.delete(added);
      this.#closed = sum([this.#closed, countersOf(added.info)]);
      if (added.info.synDataAcknowledged) this.#closedWithFastOpen += 1;
      closing(added);
    };
    beforeClose(socket, remove);
    socket.once('close', remove);
    return added;
  }

  get open(): readonly LineSocket[] {
    return [...this.#open];
  }

  get fastOpen(): { readonly used: number; readonly connections: number } {
    this.sample();
    const used = this.open.filter(({ info }) => info.synDataAcknowledged).length;
    return { used: this.#closedWithFastOpen + used, connections: this.#opened };
  }

  /** As the newest socket has it; null before there was one. */
  get congestionControl(): string | null {
    return this.#lastCongestionControl;
  }

  sample(): void {
    for (const each of this.#open) this.#sample(each);
  }

  /** Caps a socket's sending, where that changes anything. */
  cap(socket: LineSocket, bytesPerSecond: number | null): void {
    const fd = descriptorOf(socket.socket);
    if (fd === undefined || socket.cap === bytesPerSecond) return;
    if (setPacing(this.libc, fd, bytesPerSecond) === undefined) socket.cap = bytesPerSecond;
  }

  counters(): LineCounters {
    this.sample();
    return {
      ...sum([this.#closed, ...this.open.map(({ info }) => countersOf(info))]),
      connectionsOpened: this.#opened,
    };
  }

  state(limitBytesPerSecond: number | null): LineState {
    const open = this.open;
    const infos = open.map(({ info }) => info);
    const total = (of: (info: TcpInfo) => number): number => infos.reduce((sum, info) => sum + of(info), 0);
    const minima = infos.map(({ minRoundTripMs }) => minRoundTripMs).filter((ms) => ms > 0);
    return {
      connections: open.length,
      roundTripMs: roundTripOf(open, this.now()),
      minRoundTripMs: minima.length === 0 ? null : Math.min(...minima),
      congestionWindowBytes: total((info) => info.congestionWindowSegments * info.segmentBytes),
      receiverWindowBytes: total((info) => info.receiverWindowBytes),
      inFlightBytes: total((info) => info.unacknowledgedSegments * info.segmentBytes),
      unsentBytes: total((info) => info.unsentBytes),
      limitBytesPerSecond,
    };
  }

  #sample(each: LineSocket): void {
    const fd = descriptorOf(each.socket);
    const read = fd === undefined ? undefined : readTcpInfo(this.libc, fd);
    if (fd === undefined || read === undefined) return;
    const info = parseTcpInfo(read);
    if (info.acknowledgedBytes + info.receivedBytes > each.info.acknowledgedBytes + each.info.receivedBytes)
      each.carriedAt = this.now();
    each.info = info;
    each.congestionControl ??= readCongestionControl(this.libc, fd);
    this.#lastCongestionControl = each.congestionControl ?? this.#lastCongestionControl;
  }
}

/** The mean over the sockets that carried data of late. */
export function roundTripOf(sockets: readonly LineSocket[], now: number): number | null {
  const late = sockets.filter(
    ({ carriedAt, info }) => carriedAt !== undefined && now - carriedAt < quietMs && info.roundTripMs > 0,
  );
  if (late.length === 0) return null;
  return late.reduce((total, { info }) => total + info.roundTripMs, 0) / late.length;
}

function countersOf(info: TcpInfo): Sums {
  return {
    sentBytes: info.sentBytes,
    acknowledgedBytes: info.acknowledgedBytes,
    receivedBytes: info.receivedBytes,
    retransmittedBytes: info.retransmittedBytes,
    busyMs: info.busyMs,
    receiverLimitedMs: info.receiverLimitedMs,
    sendBufferLimitedMs: info.sendBufferLimitedMs,
  };
}

function sum(parts: readonly Sums[]): Sums {
  const total = (of: (part: Sums) => number): number => parts.reduce((sum, part) => sum + of(part), 0);
  return {
    sentBytes: total((part) => part.sentBytes),
    acknowledgedBytes: total((part) => part.acknowledgedBytes),
    receivedBytes: total((part) => part.receivedBytes),
    retransmittedBytes: total((part) => part.retransmittedBytes),
    busyMs: total((part) => part.busyMs),
    receiverLimitedMs: total((part) => part.receiverLimitedMs),
    sendBufferLimitedMs: total((part) => part.sendBufferLimitedMs),
  };
}

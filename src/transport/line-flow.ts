import type { RoundTrip } from './fair-pacing';
import type { Libc } from './libc';
import type { LineSocket } from './line-sockets';
import type { SendingSocket } from './share-out';
import { descriptorOf } from './socket-fd';
import { readCongestionInfo } from './socket-options';
import { parseBbrInfo } from './tcp-info';

/** More than a request's head: its body was under way. */
const bodyBytes = 64 * 1024;

/** One socket of a line, as its pacing sees it. */
export class LineFlow implements SendingSocket {
  goodput: number | undefined;
  #ackedWhenTaken = 0;
  #hasSentAll = false;
  #sentAllTheStep = false;
  #deliveredBefore = 0;

  constructor(
    readonly id: string,
    readonly socket: LineSocket,
  ) {}

  /** A request has it, and something to send: it does not just wait for its answer. */
  get isSending(): boolean {
    return this.socket.inUse && !this.#hasSentAll;
  }

  taken(): void {
    this.socket.inUse = true;
    this.#ackedWhenTaken = this.socket.info.acknowledgedBytes;
    this.#hasSentAll = this.#sentAllTheStep = false;
    this.goodput = undefined;
  }

  released(): void {
    this.socket.inUse = this.#sentAllTheStep = false;
  }

  /** After a reading. */
  look(): void {
    const { acknowledgedBytes, unacknowledgedSegments, unsentBytes } = this.socket.info;
    const hasSentBody = acknowledgedBytes - this.#ackedWhenTaken > bodyBytes;
    this.#hasSentAll = hasSentBody && unacknowledgedSegments === 0 && unsentBytes === 0;
    if (!this.isSending) this.#sentAllTheStep = false;
  }

  /** After a step's last reading. @returns bytes per second that the other end took, of a request or not any more */
  endStep(seconds: number): number {
    const { deliveredSegments, segmentBytes } = this.socket.info;
    const goodput = ((deliveredSegments - this.#deliveredBefore) * segmentBytes) / seconds;
    this.goodput = this.#sentAllTheStep ? goodput : undefined;
    this.#deliveredBefore = deliveredSegments;
    this.#sentAllTheStep = this.isSending;
    return goodput;
  }

  get isUnderBbr(): boolean {
    return this.socket.congestionControl === 'bbr';
  }

  /** Undefined for one that does not send at this moment, or has no round trip yet. */
  roundTrip(libc: Libc): RoundTrip | undefined {
    const { roundTripMs, unacknowledgedSegments } = this.socket.info;
    const fd = descriptorOf(this.socket.socket);
    if (fd === undefined || !this.isSending || roundTripMs === 0 || unacknowledgedSegments === 0) return undefined;
    const info = readCongestionInfo(libc, fd);
    const bbr = info === undefined ? undefined : parseBbrInfo(info);
    if (bbr === undefined || bbr.minRoundTripMs === 0) return undefined;
    return { roundTripMs, minRoundTripMs: bbr.minRoundTripMs };
  }
}

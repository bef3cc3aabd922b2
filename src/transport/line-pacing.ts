import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { freePacing, stepPacing, type PacedSocket, type PacingState } from './fair-pacing';
import type { Libc } from './libc';
import type { AgentHooks } from './line-agents';
import type { LineSocket, LineSockets } from './line-sockets';
import { descriptorOf } from './socket-fd';
import { readCongestionInfo } from './socket-options';
import { parseBbrInfo } from './tcp-info';

export interface LinePacingOptions {
  readonly limitBytesPerSecond: number | null;
  /** Whether flows under BBR are held below the link's rate together. */
  readonly fair: boolean;
}

interface Reading {
  readonly at: number;
  readonly acknowledgedBytes: number;
}

const stepMs = 1000;

/**
 * What the open sockets of a line may send. The limit is split among those that a request has, anew whenever one is taken,
 * released, opened or closed, before it sends: so the sum never exceeds it.
 */
export class LinePacing {
  readonly hooks: Pick<AgentHooks, 'opened' | 'taken' | 'released'>;
  readonly #bySeen = new WeakMap<Duplex, LineSocket>();
  readonly #ids = new WeakMap<LineSocket, string>();
  readonly #before = new WeakMap<LineSocket, Reading>();
  #limit: number | null;
  #state: PacingState = freePacing;
  #fairCaps: ReadonlyMap<string, number> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;

  constructor(
    private readonly libc: Libc,
    private readonly sockets: LineSockets,
    private readonly options: LinePacingOptions,
  ) {
    this.#limit = options.limitBytesPerSecond;
    this.hooks = {
      opened: (seen, connected) => this.#opened(seen, connected),
      taken: (seen) => this.#mark(seen, true),
      released: (seen) => this.#mark(seen, false),
    };
  }

  setLimit(bytesPerSecond: number | null): void {
    this.#limit = bytesPerSecond;
    this.#apply();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #opened(seen: Duplex, connected: Socket): void {
    const added = this.sockets.add(connected, () => this.#closed());
    this.#bySeen.set(seen, added);
    this.#ids.set(added, String((this.#lastId += 1)));
    this.#timer ??= setInterval(() => this.#step(), stepMs).unref();
    this.#apply();
  }

  #closed(): void {
    if (this.sockets.open.length === 0) this.stop();
    this.#apply();
  }

  #mark(seen: Duplex, inUse: boolean): void {
    const socket = this.#bySeen.get(seen);
    if (socket === undefined) return;
    socket.inUse = inUse;
    this.#apply();
  }

  #step(): void {
    this.sockets.sample();
    if (!this.options.fair) return;
    const paced = this.sockets.open.flatMap((socket) => this.#pacedSocket(socket) ?? []);
    const { state, caps } = stepPacing(this.#state, paced);
    this.#state = state;
    this.#fairCaps = caps;
    this.#apply();
  }

  /** Undefined for a socket that did not send all the time, has no round trip yet, or is not under BBR. */
  #pacedSocket(socket: LineSocket): PacedSocket | undefined {
    const { acknowledgedBytes, roundTripMs, unacknowledgedSegments } = socket.info;
    const at = performance.now();
    const before = this.#before.get(socket);
    this.#before.set(socket, { at, acknowledgedBytes });
    const fd = descriptorOf(socket.socket);
    const id = this.#ids.get(socket);
    if (before === undefined || fd === undefined || id === undefined || !socket.inUse) return undefined;
    if (roundTripMs === 0 || unacknowledgedSegments === 0 || socket.congestionControl !== 'bbr') return undefined;
    const info = readCongestionInfo(this.libc, fd);
    const bbr = info === undefined ? undefined : parseBbrInfo(info);
    if (bbr === undefined || bbr.minRoundTripMs === 0) return undefined;
    const goodput = ((acknowledgedBytes - before.acknowledgedBytes) * 1000) / Math.max(1, at - before.at);
    return { id, goodput, roundTripMs, minRoundTripMs: bbr.minRoundTripMs };
  }

  #apply(): void {
    const open = this.sockets.open;
    const sending = open.filter(({ inUse }) => inUse).length;
    const share = this.#limit === null ? null : this.#limit / Math.max(1, sending);
    for (const socket of open) {
      const fair = this.#fairCaps?.get(this.#ids.get(socket) ?? '') ?? null;
      const cap = share === null || fair === null ? (share ?? fair) : Math.min(share, fair);
      this.sockets.cap(socket, cap === null ? null : Math.floor(cap));
    }
  }
}

import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { capOf, freePacing, stepPacing, type PacingState } from './fair-pacing';
import type { Libc } from './libc';
import type { AgentHooks } from './line-agents';
import { LineFlow } from './line-flow';
import type { LineSockets } from './line-sockets';
import { shareOut } from './share-out';

export interface LinePacingOptions {
  readonly limitBytesPerSecond: number | null;
  /** Whether flows under BBR are held below the link's rate together. */
  readonly fair: boolean;
}

/** A flow that has sent all leaves its share to the others at the next look. */
const lookMs = 200;
const looksAStep = 5;

/**
 * What the open sockets of a line may send. The limit is split among those that a request has, anew whenever one is taken,
 * released, opened or closed, before it sends: so the sum never exceeds it. What fair pacing allows is split among those
 * that have something to send: one that waits for its answer needs none of it.
 */
export class LinePacing {
  readonly hooks: Pick<AgentHooks, 'opened' | 'taken' | 'released'>;
  readonly #bySeen = new WeakMap<Duplex, LineFlow>();
  readonly #flows = new Set<LineFlow>();
  #limit: number | null;
  #state: PacingState = freePacing;
  #timer: NodeJS.Timeout | undefined;
  #lastId = 0;
  #looks = 0;
  #stepAt = performance.now();

  constructor(
    private readonly libc: Libc,
    private readonly sockets: LineSockets,
    private readonly options: LinePacingOptions,
  ) {
    this.#limit = options.limitBytesPerSecond;
    this.hooks = {
      opened: (seen, connected) => this.#opened(seen, connected),
      taken: (seen) => this.#mark(seen, (flow) => flow.taken()),
      released: (seen) => this.#mark(seen, (flow) => flow.released()),
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
    const socket = this.sockets.add(connected, () => this.#closed(flow));
    const flow = new LineFlow(String((this.#lastId += 1)), socket);
    this.#flows.add(flow);
    this.#bySeen.set(seen, flow);
    this.#timer ??= setInterval(() => this.#look(), lookMs).unref();
    this.#apply();
  }

  #closed(flow: LineFlow): void {
    this.#flows.delete(flow);
    if (this.#flows.size === 0) this.stop();
    this.#apply();
  }

  #mark(seen: Duplex, mark: (flow: LineFlow) => void): void {
    const flow = this.#bySeen.get(seen);
    if (flow === undefined) return;
    mark(flow);
    this.#apply();
  }

  #look(): void {
    this.sockets.sample();
    for (const flow of this.#flows) flow.look();
    this.#looks += 1;
    if (this.options.fair && this.#looks % looksAStep === 0) this.#step();
    this.#apply();
  }

  #step(): void {
    const seconds = Math.max(1, performance.now() - this.#stepAt) / 1000;
    this.#stepAt = performance.now();
    const ours = [...this.#flows].filter(({ isUnderBbr }) => isUnderBbr);
    const goodput = ours.reduce((sum, flow) => sum + flow.endStep(seconds), 0);
    const flows = ours.flatMap((flow) => flow.roundTrip(this.libc) ?? []);
    this.#state = stepPacing(this.#state, { goodput, flows });
  }

  #apply(): void {
    const flows = [...this.#flows];
    const inUse = flows.filter(({ socket }) => socket.inUse).length;
    const limited = this.#limit === null ? Infinity : this.#limit / Math.max(1, inUse);
    const fair = this.#fairCaps(flows);
    for (const flow of flows) {
      const cap = Math.min(limited, fair(flow));
      this.sockets.cap(flow.socket, cap === Infinity ? null : Math.floor(cap));
    }
  }

  #fairCaps(flows: readonly LineFlow[]): (flow: LineFlow) => number {
    const total = capOf(this.#state);
    const sending = flows.filter(({ isSending, isUnderBbr }) => isSending && isUnderBbr);
    if (total === null || sending.length < 2) return () => Infinity;
    const shares = shareOut(total, sending);
    return ({ id, isUnderBbr }) => (isUnderBbr ? (shares.get(id) ?? total / (sending.length + 1)) : Infinity);
  }
}

import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { AccelerationScope, RegionAcceleration } from '../domain/acceleration';
import type { LineReading, ReadableLine } from '../domain/line-counters';
import { fastOpenObstacle } from './fast-open';
import { loadLibc, type LibcAnswer } from './libc';
import { connectBy } from './line-agents';
import { LinePacing } from './line-pacing';
import { LineSockets } from './line-sockets';
import { followPlain } from './plain-sockets';
import { TunedConnector } from './tuned-connector';

export interface RegionLineOptions {
  readonly region: string;
  readonly scope: AccelerationScope;
  /** At most so many at a time, to each host of the region; an agent may be asked for with others beside them. */
  readonly connections: number;
  readonly limitBytesPerSecond?: number;
  /** TCP_NOTSENT_LOWAT: no more than this waits in the kernel unsent. */
  readonly notSentLowWaterBytes?: number;
  /** HTTP_PROXY and so on where Node is told to use them: then all sockets are Node's own. */
  readonly proxyEnv?: Readonly<Record<string, string | undefined>>;
  readonly connectTimeoutMs?: number;
  /** The C library; default: this process's. */
  readonly libc?: LibcAnswer;
}

/** All sockets of this process to one region. */
export interface RegionLine extends ReadableLine {
  /** @param connections at a time; default: the line's */
  httpAgent(connections?: number): HttpAgent;
  httpsAgent(connections?: number): HttpsAgent;
  /** Changes the limit of what is sent, of running sockets too. @param bytesPerSecond null: none. */
  setLimit(bytesPerSecond: number | null): void;
  /** What the sockets got, read back from them. */
  report(): RegionAcceleration;
  /** Why sockets are plain, in one line; null where they are tuned. */
  readonly unavailable: string | null;
  /** Closes all sockets. */
  close(): void;
}

const defaultConnectTimeoutMs = 5000;

/**
 * Opens a region's line: nothing is sent before the first request of its agents. It never fails: where sockets cannot be
 * tuned they are plain, and `report` says why.
 */
export function openRegionLine(options: RegionLineOptions): RegionLine {
  return new Line(options);
}

class Line implements RegionLine {
  readonly unavailable: string | null;
  readonly #sockets: LineSockets | undefined;
  readonly #pacing: LinePacing | undefined;
  readonly #connector: TunedConnector | undefined;
  readonly #agents: HttpAgent[] = [];
  #limit: number | null;

  constructor(private readonly options: RegionLineOptions) {
    this.#limit = options.limitBytesPerSecond ?? null;
    const answer = options.libc ?? loadLibc();
    this.unavailable = whyPlain(options, answer);
    if ('unavailable' in answer || this.#proxied) return;
    const { libc } = answer;
    this.#sockets = new LineSockets(libc);
    const tuned = options.scope !== 'off';
    this.#pacing = new LinePacing(libc, this.#sockets, { limitBytesPerSecond: this.#limit, fair: tuned });
    if (!tuned) return;
    const { notSentLowWaterBytes, connectTimeoutMs = defaultConnectTimeoutMs } = options;
    const tuning = notSentLowWaterBytes === undefined ? {} : { notSentLowWaterBytes };
    this.#connector = new TunedConnector(libc, { ...tuning, connectTimeoutMs });
  }

  get #proxied(): boolean {
    return this.options.proxyEnv !== undefined;
  }

  httpAgent(connections?: number): HttpAgent {
    return this.#follow(new HttpAgent(this.#agentOptions(connections)));
  }

  httpsAgent(connections?: number): HttpsAgent {
    return this.#follow(new HttpsAgent(this.#agentOptions(connections)));
  }

  setLimit(bytesPerSecond: number | null): void {
    this.#limit = bytesPerSecond;
    this.#pacing?.setLimit(bytesPerSecond);
  }

  read(): LineReading | undefined {
    if (this.#sockets === undefined) return undefined;
    const counters = this.#sockets.counters();
    return { counters, state: this.#sockets.state(this.#limit) };
  }

  report(): RegionAcceleration {
    const fastOpen = this.#sockets?.fastOpen ?? null;
    return {
      region: this.options.region,
      congestionControl: this.#sockets?.congestionControl ?? null,
      fastOpen,
      reasons: this.#reasons(fastOpen),
      connections: this.options.connections,
      limitBytesPerSecond: this.#limit,
      proxied: this.#proxied,
    };
  }

  close(): void {
    this.#pacing?.stop();
    for (const agent of this.#agents) agent.destroy();
  }

  #agentOptions(connections = this.options.connections) {
    const { proxyEnv } = this.options;
    return { keepAlive: true, maxSockets: connections, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
  }

  #follow<A extends HttpAgent>(agent: A): A {
    this.#agents.push(agent);
    const pacing = this.#pacing;
    const connector = this.#connector;
    if (pacing === undefined) return agent;
    if (connector === undefined) return followPlain(agent, pacing.hooks);
    return connectBy(agent, {
      connect: (options, signal) => connector.connect(options, signal),
      ...pacing.hooks,
      opened: (socket, connected) => {
        pacing.hooks.opened(socket, connected);
        connector.watch(connected);
      },
    });
  }

  #reasons(fastOpen: RegionAcceleration['fastOpen']): string[] {
    if (this.unavailable !== null) return [this.unavailable];
    const congestion = this.#connector?.congestionReason;
    const obstacle = fastOpenObstacle() ?? noCookies(fastOpen);
    return [congestion, obstacle].filter((reason) => reason !== undefined);
  }
}

function whyPlain({ scope, proxyEnv }: RegionLineOptions, answer: LibcAnswer): string | null {
  if (scope === 'off') return 'plain sockets: acceleration.scope is off';
  if (proxyEnv !== undefined) return 'plain sockets: connections go through a proxy';
  return 'unavailable' in answer ? `plain sockets: ${answer.unavailable}` : null;
}

/** One connection fetches the cookie, the next ones could have used it. */
function noCookies(fastOpen: RegionAcceleration['fastOpen']): string | undefined {
  if (fastOpen === null || fastOpen.used > 0 || fastOpen.connections < 3) return undefined;
  return `no Fast Open: none of ${fastOpen.connections} connections carried data in its SYN; the other end gave no cookie, or something on the way does not let it through`;
}

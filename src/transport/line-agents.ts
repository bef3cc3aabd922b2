import type { Agent as HttpAgent, ClientRequest } from 'node:http';
import { Socket, type LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { followReuse, type ReuseHooks } from './follow-reuse';

/** What of a request's options the connection is made by. */
export interface ConnectOptions {
  readonly host?: string;
  readonly port?: number | string;
  readonly family?: number | string;
  readonly hints?: number;
  readonly lookup?: LookupFunction;
  readonly socketPath?: string;
  readonly localAddress?: string;
  /** Connected already: Node's own agents wrap it (https) or use it (http). */
  readonly socket?: Socket;
}

export interface AgentHooks extends ReuseHooks {
  readonly connect: (options: ConnectOptions, signal: AbortSignal) => Promise<Socket>;
  /** `socket` is what requests see: over https the TLS socket around the connected one. */
  readonly opened: (socket: Duplex, connected: Socket) => void;
}

type Created = (error: Error | null, socket?: Duplex) => void;

/** What Node's agents have and its types leave out. `agent-base`, which proxy agents are built on, relies on the same. */
interface AgentInside {
  createSocket(request: ClientRequest, options: ConnectOptions, created: Created): void;
  createConnection(options: ConnectOptions, created?: Created): Duplex | null | undefined;
  getName(options: object): string;
  readonly protocol: string;
  readonly options: object;
  readonly sockets: Record<string, Duplex[] | undefined>;
  readonly requests: Record<string, ClientRequest[] | undefined>;
  totalSocketCount: number;
}

/**
 * Makes an agent of Node's, http or https, get its connections from us. Everything else stays its own: keep-alive,
 * `maxSockets`, the queue, TLS with all its options, and the reuse of TLS sessions.
 */
export function connectBy<A extends HttpAgent>(agent: A, hooks: AgentHooks): A {
  // True of http.Agent since Node 12, and https.Agent is one.
  const inside = agent as unknown as AgentInside;
  const createSocket = inside.createSocket.bind(agent);
  const createConnection = inside.createConnection.bind(agent);
  const isTls = inside.protocol === 'https:';

  inside.createSocket = (request, options, created) => {
    if (options.socketPath !== undefined || options.localAddress !== undefined)
      return createSocket(request, options, created);
    const place = reservePlace(inside, options);
    const failed = (error: Error): void => {
      created(error);
      serveNext(inside, { request, options, name: place.name });
    };
    const connected = (socket: Socket): void => {
      place.giveBack();
      try {
        createSocket(request, { ...options, socket }, created);
      } catch (error) {
        // TLS options that cannot be, such as a certificate that is none.
        socket.destroy();
        failed(error instanceof Error ? error : new Error(String(error)));
      }
    };
    hooks.connect({ ...options, ...inside.options }, place.signal).then(connected, (error: Error) => {
      place.giveBack();
      failed(error);
    });
  };
  inside.createConnection = (options, created) => {
    const { socket } = options;
    if (socket === undefined) return createConnection(options, created);
    const seen = isTls ? createConnection(options, created) : socket;
    if (seen) hooks.opened(seen, socket);
    return seen;
  };
  followReuse(agent, hooks);
  return agent;
}

interface Place {
  readonly name: string;
  /** Aborts when the agent is destroyed. */
  readonly signal: AbortSignal;
  giveBack(): void;
}

/** A connection counts against `maxSockets` from its beginning: until it is there, a socket that does nothing stands for it. */
function reservePlace(agent: AgentInside, options: ConnectOptions): Place {
  const name = agent.getName({ ...options, ...agent.options });
  const standIn = new Socket();
  const controller = new AbortController();
  standIn.once('close', () => controller.abort(new Error('the agent was destroyed')));
  (agent.sockets[name] ??= []).push(standIn);
  agent.totalSocketCount += 1;
  return {
    name,
    signal: controller.signal,
    giveBack: () => {
      const sockets = agent.sockets[name] ?? [];
      const index = sockets.indexOf(standIn);
      if (index >= 0) sockets.splice(index, 1);
      if (sockets.length === 0) delete agent.sockets[name];
      agent.totalSocketCount -= 1;
    },
  };
}

/** True since Node 16: the types know the first parameter only. */
interface RequestInside {
  onSocket(socket: null, error: Error): void;
}

interface FailedRequest {
  readonly request: ClientRequest;
  readonly options: ConnectOptions;
  readonly name: string;
}

/** A place that came to nothing goes to the next request that waits: no socket will come free that would wake it. */
function serveNext(agent: AgentInside, { request, options, name }: FailedRequest): void {
  const queue = agent.requests[name] ?? [];
  const own = queue.indexOf(request);
  if (own >= 0) queue.splice(own, 1);
  const [next] = queue;
  if (next === undefined) {
    delete agent.requests[name];
    return;
  }
  agent.createSocket(next, options, (error, socket) => {
    // A request without a socket tells an error only when it is given one, or none.
    if (error !== null) (next as unknown as RequestInside).onSocket(null, error);
    else socket?.emit('free');
  });
}

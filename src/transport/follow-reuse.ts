import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/** What is told of a socket that requests share, one after the other. */
export interface ReuseHooks {
  readonly taken: (socket: Duplex) => void;
  readonly released: (socket: Duplex) => void;
}

/** What Node documents for agents of one's own (`agent.keepSocketAlive`, `agent.reuseSocket`) and types otherwise. */
interface AgentInside {
  keepSocketAlive(socket: Duplex): boolean;
  reuseSocket(socket: Duplex, request: unknown): void;
}

/** Tells when a socket of an agent goes to its pool, and when the next request gets it from there. */
export function followReuse(agent: Agent, { taken, released }: ReuseHooks): void {
  // True of http.Agent since Node 12, and https.Agent is one.
  const inside = agent as unknown as AgentInside;
  const keepSocketAlive = inside.keepSocketAlive.bind(agent);
  const reuseSocket = inside.reuseSocket.bind(agent);
  inside.keepSocketAlive = (socket) => {
    const keep = keepSocketAlive(socket);
    if (keep) released(socket);
    return keep;
  };
  inside.reuseSocket = (socket, request) => {
    taken(socket);
    reuseSocket(socket, request);
  };
}

import type { Agent } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { followReuse } from './follow-reuse';
import type { AgentHooks } from './line-agents';

interface AgentInside {
  createConnection(options: object, created?: unknown): Duplex | null | undefined;
}

/** Follows the sockets that an agent of Node's opens by itself: they can be read and limited once they are connected. */
export function followPlain<A extends Agent>(agent: A, hooks: Pick<AgentHooks, 'opened' | 'taken' | 'released'>): A {
  // True of http.Agent since Node 12, and https.Agent is one.
  const inside = agent as unknown as AgentInside;
  const createConnection = inside.createConnection.bind(agent);
  inside.createConnection = (options, created) => {
    const socket = createConnection(options, created);
    if (socket instanceof Socket) socket.once('connect', () => hooks.opened(socket, socket));
    return socket;
  };
  followReuse(agent, hooks);
  return agent;
}

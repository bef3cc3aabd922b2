import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export interface ProxiedRequest {
  readonly method: string;
  /** Key with bucket, without the query. */
  readonly path: string;
}

export interface RegionProxy {
  readonly endpoint: string;
  /** What every request meets; set it to make something go wrong. */
  behaviour: RegionBehaviour;
  /** All requests so far. */
  readonly requests: readonly ProxiedRequest[];
  close(): Promise<void>;
}

type Afterwards = 'cut' | void;

export interface RegionBehaviour {
  /** Before the region sees it: an answer of our own, `hang` for none, `cut` for a reset; undefined: let it through. */
  readonly before?: (asked: ProxiedRequest) => { status: number; body?: string } | 'hang' | 'cut' | undefined;
  /** After the region has answered, before the client hears of it: the moment between two writes. `cut`: it never does. */
  readonly after?: (asked: ProxiedRequest, status: number) => Promise<Afterwards> | Afterwards;
}

/** A gateway in front of a region, where a test makes the line or the region fail at an exact write. */
export async function startRegionProxy(target: string): Promise<RegionProxy> {
  const upstream = new URL(target);
  const requests: ProxiedRequest[] = [];
  const sockets = new Set<Socket>();
  const proxy = { behaviour: {} as RegionBehaviour };

  const forward = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const asked = { method: incoming.method ?? '', path: (incoming.url ?? '').split('?')[0] ?? '' };
    requests.push(asked);
    const verdict = proxy.behaviour.before?.(asked);
    if (verdict === 'hang') return void incoming.resume();
    if (verdict === 'cut') return void incoming.socket.destroy();
    if (verdict !== undefined) {
      incoming.resume();
      incoming.on('end', () =>
        outgoing.writeHead(verdict.status, { 'content-type': 'application/xml' }).end(verdict.body),
      );
      return;
    }
    const onward = request(
      {
        host: upstream.hostname,
        port: upstream.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (answer) => {
        void Promise.resolve(proxy.behaviour.after?.(asked, answer.statusCode ?? 0)).then((afterwards) => {
          if (afterwards === 'cut') {
            incoming.socket.destroy();
            return;
          }
          outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(outgoing);
        });
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.on('error', () => onward.destroy());
    incoming.pipe(onward);
  };

  const server = createServer(forward);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  // A TCP server's address is an AddressInfo.
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    requests,
    get behaviour() {
      return proxy.behaviour;
    },
    set behaviour(next) {
      proxy.behaviour = next;
    },
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

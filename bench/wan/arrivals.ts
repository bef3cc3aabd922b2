import type { Namespace } from '../../test/lab/namespace';

/** The sockets of a region's server, as the kernel at its end counts them: what was sent twice is counted once. */
export interface Arrivals {
  readonly bytes: number;
  readonly connections: number;
}

/** Looks again and again: a socket that was closed is known as it was last seen. */
export class ArrivalWatch {
  readonly #bytesBySocket = new Map<string, number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly far: Namespace,
    private readonly port: number,
  ) {}

  start(everyMs = 500): void {
    this.#timer = setInterval(() => this.look(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  look(): Arrivals {
    for (const { peer, bytesReceived } of readSockets(this.far.run('ss', '-tinHO', 'sport', '=', `:${this.port}`)))
      this.#bytesBySocket.set(peer, bytesReceived);
    const bytes = [...this.#bytesBySocket.values()].reduce((sum, each) => sum + each, 0);
    return { bytes, connections: this.#bytesBySocket.size };
  }
}

/** One socket a line, as `ss -tinHO` prints them. */
export function readSockets(text: string): readonly { readonly peer: string; readonly bytesReceived: number }[] {
  return text.split('\n').flatMap((line) => {
    const peer = line.trim().split(/\s+/)[4];
    const received = /bytes_received:(\d+)/.exec(line)?.[1];
    return peer === undefined || received === undefined ? [] : [{ peer, bytesReceived: Number(received) }];
  });
}

/** What the near end's sockets to a port use; several names where they differ. */
export function congestionControlTo(near: Namespace, address: string, port: number): string {
  const sockets = near.run('ss', '-tinHO', 'dst', `${address}:${port}`);
  return [...new Set(sockets.match(/\b(?:cubic|bbr|reno)\b/g) ?? [])].join('+');
}

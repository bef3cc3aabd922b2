import { readFileSync } from 'node:fs';

/** After a failure an address is connected to in the ordinary way for so long. */
const distrustMs = 600_000;

/**
 * Where Fast Open may be asked for. With a cookie, connect() succeeds before a packet is sent: an address that refuses or
 * is silent shows with the first write only, when it is too late to try another one. So where a name has several
 * addresses, only one that has answered this process gets it; and one that failed does not, for ten minutes.
 */
export class FastOpenTrust {
  readonly #answered = new Set<string>();
  readonly #failedAt = new Map<string, number>();

  constructor(private readonly now: () => number = Date.now) {}

  mayUse(address: string, hasAlternatives: boolean): boolean {
    const failedAt = this.#failedAt.get(address);
    if (failedAt !== undefined && this.now() - failedAt < distrustMs) return false;
    return !hasAlternatives || this.#answered.has(address);
  }

  answered(address: string): void {
    this.#answered.add(address);
  }

  failed(address: string): void {
    this.#answered.delete(address);
    this.#failedAt.set(address, this.now());
  }
}

/** Why this host's clients have no Fast Open; undefined where they do. */
export function fastOpenObstacle(): string | undefined {
  try {
    const bits = Number(readFileSync('/proc/sys/net/ipv4/tcp_fastopen', 'utf8'));
    if ((bits & 1) === 1) return undefined;
    return `no Fast Open: net.ipv4.tcp_fastopen is ${bits}; root: sysctl -w net.ipv4.tcp_fastopen=${bits | 1}`;
  } catch {
    return 'no Fast Open: this kernel has no net.ipv4.tcp_fastopen';
  }
}

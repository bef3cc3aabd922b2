import type { LinkStatistics } from './forwarder/messages';
import type { Forwarder } from './forwarder-process';
import type { EndAddresses } from './lab-names';
import type { Namespace } from './namespace';

export interface LinkSettings {
  /** Half of it in each direction. */
  readonly roundTripMs: number;
  /** In each direction. */
  readonly rateMbit: number;
  /** Of 1: packets lost at random on the way from the near end. */
  readonly lossShare?: number;
  /** What may wait before the link in each direction; without it, what the link holds in one round trip. */
  readonly queueBytes?: number;
}

export type CongestionControl = 'cubic' | 'reno' | 'bbr';

/**
 * How late packets may leave before a measurement says more about the host than about the link. Whatever a link does not
 * forward in time it has lost the time for, so the shares bound what that costs: 1% of the time in which it was a little
 * longer than asked for, 0.1% in which it stood still (30 ms of 30 s). A single packet that is held up does nothing but
 * raise one round trip, until TCP takes it for lost: not before 200 ms over the round trip, the kernel's least timeout.
 */
const lateLimits = { p99Ms: 2, p999Ms: 20, maxMs: 100 } as const;

export class WanLink {
  readonly name: string;
  readonly far: Namespace;
  readonly nearAddress: EndAddresses;
  readonly farAddress: EndAddresses;
  readonly #near: Namespace;
  readonly #nearDevice: string;
  readonly #forwarder: Forwarder;

  constructor(parts: {
    readonly name: string;
    readonly settings: LinkSettings;
    readonly near: Namespace;
    readonly nearDevice: string;
    readonly far: Namespace;
    readonly addresses: { readonly near: EndAddresses; readonly far: EndAddresses };
    readonly forwarder: Forwarder;
  }) {
    this.name = parts.name;
    this.far = parts.far;
    this.nearAddress = parts.addresses.near;
    this.farAddress = parts.addresses.far;
    this.#near = parts.near;
    this.#nearDevice = parts.nearDevice;
    this.#forwarder = parts.forwarder;
  }

  /** Takes effect with the next packet; those under way keep their time. */
  async change({ roundTripMs, ...others }: Partial<LinkSettings>): Promise<void> {
    const delay = roundTripMs === undefined ? {} : { delayMs: roundTripMs / 2 };
    await this.#forwarder.ask({ link: this.name, change: { ...delay, ...others } });
  }

  /** Since the last time that they were asked for with `reset`. */
  statistics({ reset = false } = {}): Promise<LinkStatistics> {
    return this.#forwarder.ask({ link: this.name, reset });
  }

  /** @throws LateLink when packets left so late that what was measured says more about the host than about the link */
  async assertOnTime(): Promise<void> {
    const { up, down } = await this.statistics();
    const lateness = {
      p99Ms: Math.max(up.lateP99Ms, down.lateP99Ms),
      p999Ms: Math.max(up.lateP999Ms, down.lateP999Ms),
      maxMs: Math.max(up.lateMaxMs, down.lateMaxMs),
    };
    if (isTooLate(lateness)) throw new LateLink(this.name, lateness);
  }

  /**
   * What sockets of the near end use towards this far end. Set on the route, since the kernel keeps the namespace's own
   * default for algorithms that every user may choose; the route's word is stronger than a socket's own, so remove it with
   * `undefined` where sockets choose for themselves.
   */
  setRouteCongestionControl(algorithm: CongestionControl | undefined): void {
    const choice = algorithm === undefined ? [] : ['congctl', algorithm];
    const { ipv4, ipv6 } = this.farAddress;
    const from = this.nearAddress;
    this.#near.ip('route', 'replace', ipv4, 'dev', this.#nearDevice, 'src', from.ipv4, ...choice);
    this.#near.ip('-6', 'route', 'replace', ipv6, 'dev', this.#nearDevice, 'src', from.ipv6, ...choice);
  }
}

/** Of a link's worse direction. */
export interface LinkLateness {
  /** So much or less late were 99 and 99.9 of 100 packets, and all. */
  readonly p99Ms: number;
  readonly p999Ms: number;
  readonly maxMs: number;
}

export const isTooLate = ({ p99Ms, p999Ms, maxMs }: LinkLateness): boolean =>
  p99Ms > lateLimits.p99Ms || p999Ms > lateLimits.p999Ms || maxMs > lateLimits.maxMs;

export class LateLink extends Error {
  constructor(
    readonly link: string,
    readonly lateness: LinkLateness,
  ) {
    const [p99, p999, max] = [lateness.p99Ms, lateness.p999Ms, lateness.maxMs].map((ms) => ms.toFixed(1));
    super(`the link ${link} forwarded late: ${p99} ms (99 of 100 packets), ${p999} ms (99.9), ${max} ms (all)`);
  }
}

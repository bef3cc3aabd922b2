import type { HeldUp } from './forwarder/held-up';
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

/** A packet that left later than this makes a measurement worthless: the host was too busy to be a link. */
const lateLimitMs = 20;
/** And 99 of 100 have to be nearer to their time than this, or a short link would have been a longer one. */
const lateP99LimitMs = 2;

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
    const { up, down, heldUp } = await this.statistics();
    const maxMs = Math.max(up.lateMaxMs, down.lateMaxMs);
    const p99Ms = Math.max(up.lateP99Ms, down.lateP99Ms);
    if (maxMs > lateLimitMs || p99Ms > lateP99LimitMs) throw new LateLink(this.name, p99Ms, maxMs, heldUp);
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

export class LateLink extends Error {
  constructor(
    readonly link: string,
    readonly p99Ms: number,
    readonly maxMs: number,
    readonly heldUp: HeldUp | null,
  ) {
    const late = `${p99Ms.toFixed(1)} ms at the 99th percentile, ${maxMs.toFixed(1)} ms at most`;
    super(`the link ${link} forwarded late: ${late}${heldUp === null ? '' : `; ${inWords(heldUp)}`}`);
  }
}

const inWords = ({ lateMs, ranMs, waitedMs, stolenMs }: HeldUp): string =>
  `in the worst ${lateMs.toFixed(1)} ms its forwarder worked for ${ranMs.toFixed(1)} ms and waited for a CPU for ` +
  `${waitedMs.toFixed(1)} ms, and this machine's host kept ${stolenMs.toFixed(0)} ms from its CPUs`;

import { lookup } from 'node:dns/promises';
import type { RegionOfPeer } from '../monitor/peer-figures';
import type { RegionSettings } from '../domain/region-settings';

const refreshMs = 60_000;

/**
 * Which region a socket's other end is, by the addresses that the regions' endpoints have now: looked up in the
 * background, and again every minute while somebody asks. AWS's own endpoints are not known by name here.
 */
export class RegionPeers {
  readonly #regions: readonly RegionSettings[];
  #byPeer: ReadonlyMap<string, string> = new Map();
  #freshUntilMs = 0;

  constructor(regions: readonly RegionSettings[]) {
    this.#regions = regions;
    this.#refresh();
  }

  readonly regionOf: RegionOfPeer = (address, port) => {
    if (performance.now() > this.#freshUntilMs) this.#refresh();
    return this.#byPeer.get(`${address} ${port}`);
  };

  #refresh(): void {
    this.#freshUntilMs = performance.now() + refreshMs;
    void Promise.all(this.#regions.map(peersOf)).then((found) => {
      this.#byPeer = new Map(found.flat());
    });
  }
}

async function peersOf({ name, endpoint }: RegionSettings): Promise<readonly (readonly [string, string])[]> {
  if (endpoint === undefined) return [];
  const { hostname, port, protocol } = new URL(endpoint);
  const number = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  // What cannot be looked up just now has no sockets either.
  const found = await lookup(hostname.replace(/^\[|\]$/g, ''), { all: true }).catch(() => []);
  return found.map(({ address }) => [`${address} ${number}`, name] as const);
}

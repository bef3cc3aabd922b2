import type { BackupError } from '../../errors';

/** `go`: as usual. `probe`: this one finds out whether the region is back. `down`: leave it out, for this reason. */
export type Admission = { readonly kind: 'go' | 'probe' } | { readonly kind: 'down'; readonly error: BackupError };

interface Outage {
  readonly error: BackupError;
  readonly probing: boolean;
  readonly nextProbeAtMs: number;
  readonly waitMs: number;
}

export interface HealthSettings {
  readonly firstProbeAfterMs: number;
  readonly maxProbeAfterMs: number;
}

/** Each time that a region used up the others' patience and took nothing since, they wait for it a quarter as long. */
const patienceFactor = 1 / 4;
const leastPatienceMs = 1000;

/**
 * Which regions are down, as this process has found: one for all backups that run in it. After an object could not be
 * put somewhere in spite of its retries, the region is left out at once, but for one object at a time that probes it,
 * ever more rarely while it stays down.
 */
export class RegionHealth {
  readonly #outages = new Map<string, Outage>();
  readonly #tooSlow = new Map<string, number>();
  readonly #settings: HealthSettings;

  constructor(settings: HealthSettings = { firstProbeAfterMs: 1000, maxProbeAfterMs: 30_000 }) {
    this.#settings = settings;
  }

  admit(region: string): Admission {
    const outage = this.#outages.get(region);
    if (outage === undefined) return { kind: 'go' };
    if (outage.probing || performance.now() < outage.nextProbeAtMs) return { kind: 'down', error: outage.error };
    this.#outages.set(region, { ...outage, probing: true });
    return { kind: 'probe' };
  }

  isDown(region: string): boolean {
    return this.#outages.has(region);
  }

  succeeded(region: string): void {
    this.#outages.delete(region);
    this.#tooSlow.delete(region);
  }

  /** The others' patience with it was used up. */
  wasTooSlow(region: string): void {
    this.#tooSlow.set(region, (this.#tooSlow.get(region) ?? 0) + 1);
  }

  /** How long the others wait for a region, of `fullMs` for one that takes objects. */
  patienceMs(region: string, fullMs: number): number {
    const shortened = fullMs * patienceFactor ** (this.#tooSlow.get(region) ?? 0);
    return Math.max(Math.min(fullMs, leastPatienceMs), shortened);
  }

  /** An object could not be put, after its retries. Of several that were on their way, the first counts. */
  failed(region: string, error: BackupError, admission: Admission): void {
    const before = this.#outages.get(region);
    if (before !== undefined && admission.kind !== 'probe') return;
    const { firstProbeAfterMs, maxProbeAfterMs } = this.#settings;
    const waitMs = before === undefined ? firstProbeAfterMs : Math.min(maxProbeAfterMs, before.waitMs * 2);
    this.#outages.set(region, { error, probing: false, nextProbeAtMs: performance.now() + waitMs, waitMs });
  }

  /** The probe was called off and says nothing. */
  unprobed(region: string): void {
    const outage = this.#outages.get(region);
    if (outage !== undefined) this.#outages.set(region, { ...outage, probing: false });
  }
}

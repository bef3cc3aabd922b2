import type { Bottleneck } from '../../src/domain/bottleneck';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import { levers, sealedShareOf, sealSpeedOf } from './levers';
import { factorAt, type Night, type NightRegion } from './night';

/** How fast the data path goes at one moment, in plain bytes a second. */
export interface CopySpeed {
  /** While the slowest region is waited for. */
  readonly held: number;
  /** Once the patience with slow regions is used up (src/vault/copy/fair-shares.ts): they miss parts. */
  readonly free: number;
  /** What each region takes of it; one that is down or left out is not in it. */
  readonly regions: ReadonlyMap<string, number>;
  /** What holds it back. */
  readonly bottleneck: Bottleneck;
  /** The region that is waited for, where a line is what holds it back. */
  readonly slowest: string | undefined;
}

export type LineTuning = Pick<CopyTuning, 'connectionsFactor' | 'keepsBandwidth'>;

/**
 * The model of the data path: every part is read once, sealed once and sent to each region; the slowest of these sets the
 * speed, and the host's own link is shared evenly between the regions that could take more.
 */
export function copySpeed(night: Night, tuning: CopyTuning, atMs: number): CopySpeed {
  const hurries = tuning.readingSessions > levers.steady.readingSessions;
  const read = night.readRate * (hurries ? night.sessionsGain : 1) * factorAt(night.databaseSpells, atMs);
  const seal = night.sealRate * sealSpeedOf(night, tuning.compressionLevel);
  const source = Math.min(read, seal);
  const ratio = night.sealedRatio * sealedShareOf(night, tuning.compressionLevel);
  const wishes = night.regions
    .filter(({ name }) => !tuning.leaveOut.includes(name))
    .map((region) => ({ name: region.name, most: Math.min(source, lineRate(region, tuning, atMs) / ratio) }))
    .filter(({ most }) => most > 0);
  const regions = shareOut(wishes, night.egress / ratio);
  const rates = [...regions.values()];
  const held = rates.length === 0 ? 0 : Math.min(...rates);
  const bottleneck = held < source * 0.999 ? 'link' : read < seal ? 'database' : 'cpu';
  const slowest = bottleneck === 'link' ? [...regions].find(([, rate]) => rate === held)?.[0] : undefined;
  return { slowest, held, free: Math.max(0, ...rates), regions, bottleneck };
}

/** What a region's line carries, in sealed bytes a second. */
export function lineRate(region: NightRegion, tuning: LineTuning, atMs: number): number {
  const gain = tuning.connectionsFactor > 1 ? region.connectionsGain : 1;
  const line = region.lineRate * gain * factorAt(region.spells, atMs);
  return tuning.keepsBandwidth ? Math.min(line, region.limit ?? Infinity) : line;
}

interface Wish {
  readonly name: string;
  readonly most: number;
}

/** Nobody gets more than he can take; what is left over goes to the others in equal shares. */
export function shareOut(wishes: readonly Wish[], capacity: number): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  let left = capacity;
  const modest = wishes.toSorted((a, b) => a.most - b.most);
  for (const [i, { name, most }] of modest.entries()) {
    const share = Math.min(most, left / (modest.length - i));
    shares.set(name, share);
    left -= share;
  }
  return shares;
}

import { thresholds } from './thresholds';
import type { RegionFigures, WindowFigures } from './window-figures';

export type Holder = 'read' | 'seal' | 'send';

export interface PartHolders {
  /** Shares of the parts in flight, which add up to 1; all 0 where nothing is in flight. */
  readonly shares: Readonly<Record<Holder, number>>;
  /** The stage in front of which parts pile up; undefined where none stands out. */
  readonly binding: Holder | undefined;
  /** Regions that keep pace with the rest, the one that holds most PUTs first. */
  readonly waitedFor: readonly string[];
}

const positive = (value: number): number => (Number.isFinite(value) && value > 0 ? value : 0);

/**
 * Where the parts in flight sit. Their number is bounded, so most of them sit in front of the stage that binds. What
 * only a region holds that is being left out does not count: nobody waits for it.
 */
export function partHolders({ inStage, waitingForThread, regions }: WindowFigures): PartHolders {
  const waitedFor = regionsInStep(regions);
  const stragglers = Object.keys(regions).filter((name) => !waitedFor.includes(name));
  const heldByStragglers = Math.max(0, ...stragglers.map((name) => positive(regions[name]?.puts ?? 0)));
  const held = {
    read: positive(inStage.read),
    seal: positive(inStage.compress) + positive(inStage.encrypt) + positive(inStage.hash) + positive(waitingForThread),
    send: positive(positive(inStage.send) - heldByStragglers),
  };
  const sum = held.read + held.seal + held.send;
  const share = (value: number): number => (sum > 0 ? value / sum : 0);
  const shares = { read: share(held.read), seal: share(held.seal), send: share(held.send) };
  const holders: readonly Holder[] = ['read', 'seal', 'send'];
  const largest = holders.toSorted((a, b) => shares[b] - shares[a])[0];
  const standsOut = largest !== undefined && shares[largest] >= thresholds.bindingShare;
  return { shares, binding: standsOut ? largest : undefined, waitedFor };
}

/** Every part goes to every region, so one that gets much less than the fastest is not waited for any more. */
function regionsInStep(regions: Readonly<Record<string, RegionFigures>>): readonly string[] {
  const entries = Object.entries(regions);
  const fastest = Math.max(0, ...entries.map(([, { acknowledgedPerSecond }]) => positive(acknowledgedPerSecond)));
  return entries
    .filter(([, { acknowledgedPerSecond }]) => positive(acknowledgedPerSecond) >= thresholds.leftBehindShare * fastest)
    .sort(([a, x], [b, y]) => y.puts - x.puts || x.acknowledgedPerSecond - y.acknowledgedPerSecond || (a < b ? -1 : 1))
    .map(([name]) => name);
}

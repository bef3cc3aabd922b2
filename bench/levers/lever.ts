import type { LeverLab } from './lever-lab';

/** One lever of the pace, in a lab whose bottleneck it is for. */
export interface Lever {
  readonly name: string;
  /** What is pulled. */
  readonly title: string;
  /** What the lab is held back by. */
  readonly heldBackBy: string;
  /** What this host lacks for it, in words. */
  readonly lacks?: () => string | undefined;
  /** Makes the lab what `heldBackBy` says. */
  readonly open: (lab: LeverLab) => Promise<LeverRuns>;
}

export interface LeverRuns {
  /** One run, with the lever or without it. @returns how long it took, in seconds */
  readonly run: (isPulled: boolean) => Promise<number>;
  readonly close: () => Promise<void>;
  /** What the lever is, where that depends on the lab. */
  readonly note?: string;
}

/** A lever's runs: without it and with it, in pairs. */
export interface MeasuredLever {
  readonly name: string;
  readonly title: string;
  readonly heldBackBy: string;
  readonly note?: string;
  readonly pairs: readonly { readonly without: number; readonly with: number }[];
}

/** Where a copy stood when regions were made to wait. */
export interface TrialStart {
  readonly atMs: number;
  /** Bytes that the quorum held, and at what rate it took more. */
  readonly quorumBytes: number;
  readonly quorumRate: number;
}

const longEnoughMs = 120_000;
const worthGain = 1.1;

/**
 * Regions wait so that the others get what they took: of the host's link, or of its memory. Where each has a line of its
 * own that brings nothing, and only one copy fewer. Undefined: too early to tell.
 */
export function isWorthWaiting(start: TrialStart, now: Pick<TrialStart, 'atMs' | 'quorumBytes'>): boolean | undefined {
  const tookMs = now.atMs - start.atMs;
  if (tookMs < longEnoughMs) return undefined;
  return ((now.quorumBytes - start.quorumBytes) * 1000) / tookMs >= start.quorumRate * worthGain;
}

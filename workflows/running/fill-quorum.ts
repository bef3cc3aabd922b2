import { CancellationScope, condition, sleep } from '@temporalio/workflow';

export interface QuorumGap {
  /** Regions that are not whole. */
  readonly behind: readonly string[];
  /** How many of them the quorum needs. */
  readonly wanted: number;
  readonly giveUpAtMs: number;
  /** Whether the region is whole now. */
  readonly fill: (region: string) => Promise<boolean>;
}

const firstWaitMs = 2000;
const maxWaitMs = 60_000;

/**
 * Fills the regions that are behind, each by itself, until the quorum has what it needs; then the others are stopped, and
 * left to the repair: a slow region keeps nobody waiting, and one that is down is tried again while others are filled.
 * False: nothing was filled, and nothing goes on.
 */
export async function fillQuorum({ behind, wanted, giveUpAtMs, fill }: QuorumGap): Promise<boolean> {
  const scope = new CancellationScope();
  let whole = 0;
  let filling = 0;
  let isStuck = false;
  const isOver = (): boolean => whole >= wanted || isStuck;

  const fillOne = async (region: string): Promise<void> => {
    for (let waitMs = firstWaitMs; !isOver(); waitMs = Math.min(maxWaitMs, waitMs * 2)) {
      filling += 1;
      const isWhole = await fill(region);
      filling -= 1;
      if (isWhole) {
        whole += 1;
        return;
      }
      if (filling === 0) isStuck = true;
      else await sleep(waitMs);
    }
  };
  return scope.run(async () => {
    const fills = behind.map(fillOne);
    try {
      // All of them together first when one fails for good, or the last one is whole.
      await Promise.race([Promise.all(fills), conditionUntil(isOver, giveUpAtMs)]);
    } finally {
      scope.cancel();
      await Promise.allSettled(fills);
    }
    return whole > 0;
  });
}

const conditionUntil = (isTrue: () => boolean, untilMs: number): Promise<unknown> =>
  Number.isFinite(untilMs) ? condition(isTrue, Math.max(1, untilMs - Date.now())) : condition(isTrue);

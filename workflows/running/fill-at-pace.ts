import { CancellationScope, isCancellation } from '@temporalio/workflow';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { Timekeeper } from './timekeeper';

/** Runs a fill with the levers of the pace, and begins it anew when the pace changes them: what lies there stays. */
export async function fillAtPace<T>(time: Timekeeper, fill: (tuning: CopyTuning) => Promise<T>): Promise<T> {
  const outer = CancellationScope.current();
  for (;;) {
    const { tuning } = time;
    const scope = new CancellationScope();
    const forget = time.onTuning((next) => {
      if (isOtherLine(tuning, next)) scope.cancel();
    });
    try {
      const result = await scope.run(() => fill(tuning));
      if (!scope.consideredCancelled || outer.consideredCancelled) return result;
    } catch (error) {
      if (!isCancellation(error) || outer.consideredCancelled) throw error;
    } finally {
      forget();
    }
  }
}

const isOtherLine = (a: CopyTuning, b: CopyTuning): boolean =>
  a.connectionsFactor !== b.connectionsFactor || a.keepsBandwidth !== b.keepsBandwidth;

import type { BackupPlan } from '../../src/domain/backup-plan';
import type { Bottleneck } from '../../src/domain/bottleneck';
import { chooseLevel, guessLevel, type LevelChoice } from '../../src/domain/compression-level';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { SealSample } from '../../src/domain/seal-sample';

/** The lever of the compression: it follows what the batches in flight found out of their data. */
export class LevelLever {
  /** The last that a batch took, and plain bytes a second that the copy went by then. */
  #sample: SealSample | null = null;
  #bytesPerSecond: number | null = null;

  learn(sample: SealSample | null, bytesPerSecond: number | null): void {
    this.#sample = sample ?? this.#sample;
    this.#bytesPerSecond = bytesPerSecond;
  }

  /** The level in a hurry, and what was measured that it follows from. */
  inAHurry(plan: BackupPlan | undefined, now: CopyTuning, bottleneck: Bottleneck | null): LevelChoice {
    const { compressionLevel: levelNow, keepsBandwidth } = now;
    const { sampledLevels, compressionLevel: configured = 1 } = plan?.copies ?? {};
    if (sampledLevels === undefined) return guessLevel(bottleneck, configured, levelNow);
    // A limit that the hurry lifts says nothing of what the line will carry.
    const isLifted = bottleneck === 'own-limit' && keepsBandwidth;
    const bytesPerSecond = isLifted ? null : this.#bytesPerSecond;
    return chooseLevel({ bottleneck, levelNow, sample: this.#sample, bytesPerSecond });
  }
}

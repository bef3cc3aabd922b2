import { copyTuning, type CopyTuning } from '../../src/domain/copy-tuning';
import type { Bottleneck } from '../../src/domain/bottleneck';

/** The product's own levers at each pace, for whoever looks at a night from outside. */
export const levers = {
  steady: copyTuning({ pace: 'steady', configuredLevel: 1, bottleneck: null, leaveOut: [] }),
  /** In a hurry, whatever holds it back. */
  expedited: (bottleneck: Bottleneck | null): CopyTuning =>
    copyTuning({ pace: 'expedited', configuredLevel: 1, bottleneck, leaveOut: [] }),
};

/** Level 3 seals at half the speed of level 1, and makes a tenth less of text (src/domain/copy-tuning.ts). */
export const sealSpeedOf = (level: number): number => (level <= 1 ? 1 : 0.5);
export const sealedShareOf = (level: number): number => (level <= 1 ? 1 : 0.9);

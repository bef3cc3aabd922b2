import { copyTuning, type CopyTuning } from '../../src/domain/copy-tuning';
import type { Bottleneck } from '../../src/domain/bottleneck';
import type { Night } from './night';

/** The product's own levers at each pace, for whoever looks at a night from outside. */
export const levers = {
  steady: copyTuning({ pace: 'steady', configuredLevel: 1, bottleneck: null, leaveOut: [] }),
  /** In a hurry, whatever holds it back. */
  expedited: (bottleneck: Bottleneck | null): CopyTuning =>
    copyTuning({ pace: 'expedited', configuredLevel: 1, bottleneck, leaveOut: [] }),
};

/** Levels that there are in a night. */
export const nightLevels: readonly number[] = [1, 3];

/** Against level 1: how fast a level seals the night's data, and what it makes of them. */
export const sealSpeedOf = ({ levelThree }: LevelFigures, level: number): number => (level <= 1 ? 1 : levelThree.speed);
export const sealedShareOf = ({ levelThree }: LevelFigures, level: number): number =>
  level <= 1 ? 1 : levelThree.size;

type LevelFigures = Pick<Night, 'levelThree'>;

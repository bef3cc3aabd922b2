import type { NightRegion } from '../../bench/deadline/night';
import { minute, plainNight, second, type VirtualPlay } from './virtual-lab';

const always = [{ fromMs: 0, toMs: 24 * 60 * minute, factor: 1 }] as const;
const down = (toMs: number): NightRegion['spells'] => [{ ...always[0], toMs, factor: 0 }];

/** The regions, some of them otherwise than in a plain night. */
const regions = (changes: Readonly<Record<string, Partial<NightRegion>>>): readonly NightRegion[] =>
  plainNight.regions.map((region) => ({ ...region, ...changes[region.name] }));

/** Bytes a second; the copy needs 5.4 million. */
const slowLine = { lineRate: 1_500_000 };
const slowestLine = { lineRate: 1_000_000 };

/** What may befall a backup that takes an hour and has ninety minutes. */
export const situations = {
  'on time': {},
  late: { night: { exportRate: plainNight.exportRate / 3 } },
  'with a slow region': { night: { regions: regions({ stockholm: slowLine }) } },
  'with two slow regions': { night: { regions: regions({ stockholm: slowestLine, frankfurt: slowLine }) } },
  'with a region down': { night: { regions: regions({ stockholm: { spells: down(24 * 60 * minute) } }) } },
  'with two regions down': {
    night: {
      regions: regions({ stockholm: { spells: down(150 * minute) }, frankfurt: { spells: down(120 * minute) } }),
    },
  },
  'paused for an hour': {
    orders: [
      { atMs: 45 * minute, signal: 'pause', input: 'the DBA needs it' },
      { atMs: 105 * minute, signal: 'resume' },
    ],
  },
} satisfies Readonly<Record<string, VirtualPlay>>;

export const dueMs = 90 * minute;
export const reserveMs = 10 * second;

export type Situation = keyof typeof situations;

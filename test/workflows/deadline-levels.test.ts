import type { Night } from '../../bench/deadline/night';
import { WorkflowSandbox } from '../../bench/deadline/workflow-sandbox';
import { plainNight, playNight, type VirtualPlay } from './virtual-lab';

let sandbox: WorkflowSandbox;
beforeAll(async () => {
  sandbox = await WorkflowSandbox.open();
});

/** The lines are far slower than the database and the CPU. */
const slowLines: Partial<Night> = {
  regions: plainNight.regions.map((region) => ({ ...region, lineRate: 2e6 })),
};
const hurried = { deadline: 'PT70M', pace: 'expedited' };

/** The levels that batches were sealed at, each change once, and what the log says of levels. */
async function levelsOf(play: VirtualPlay): Promise<{ levels: readonly number[]; log: readonly string[] }> {
  const levels: number[] = [];
  const story = await playNight(sandbox, {
    request: hurried,
    ...play,
    changes: (activities, clock) => ({
      copyBatch: (order, context) => {
        const { compressionLevel } = order.tuning;
        if (levels.at(-1) !== compressionLevel) levels.push(compressionLevel);
        return activities.copyBatch(order, context);
      },
      ...play.changes?.(activities, clock),
    }),
  });
  const log = (story.result.pace?.decisions ?? [])
    .map(({ because }) => because)
    .filter((line) => line.includes('level 3'));
  return { levels, log };
}

it('in a hurry, a slow line gets level 3 where a sample got smaller by it and the CPU has room, and the log says so', async () => {
  const { levels, log } = await levelsOf({ night: slowLines });
  expect(levels).toEqual([1, 3]);
  expect(log).toEqual([
    expect.stringMatching(
      /^the rest takes \d+ s at the fast pace: london beyond the quorum of 2 waits until the backup is sealed, compression level 3 \(a sample got 10 % smaller, at 0\.5 of the speed, and the CPU has room\)$/,
    ),
  ]);
});

it.each<[string, Partial<Night>]>([
  ['the data get hardly smaller', { levelThree: { size: 0.98, speed: 0.5 } }],
  ['the data get larger', { levelThree: { size: 1.1, speed: 0.5 } }],
  ['the CPU has no room', { sealRate: 6e6 }],
])('it stays at level 1 where %s', async (_, night) => {
  expect((await levelsOf({ night: { ...slowLines, ...night } })).levels).toEqual([1]);
});

it('it stays where no batch has tried another level', async () => {
  const { levels, log } = await levelsOf({
    night: slowLines,
    changes: (activities) => ({
      readProgress: async (order, context) => ({ ...(await activities.readProgress(order, context)), sample: null }),
    }),
  });
  expect({ levels, log }).toEqual({ levels: [1], log: [] });
});

it('a run that began before samples were taken goes by the bottleneck alone', async () => {
  const { levels } = await levelsOf({
    night: { ...slowLines, levelThree: { size: 1.1, speed: 0.5 } },
    changes: (activities) => ({
      planBackup: async (request, context) => {
        const { plan, warnings } = await activities.planBackup(request, context);
        const { sampledLevels: _none, ...copies } = plan.copies;
        return { plan: { ...plan, copies }, warnings };
      },
    }),
  });
  expect(levels).toEqual([1, 3]);
});

it('a slow CPU gets level 1 where a higher one is configured', async () => {
  const { levels } = await levelsOf({
    night: { sealRate: 4e6 },
    changes: (activities) => ({
      planBackup: async (request, context) => {
        const { plan, warnings } = await activities.planBackup(request, context);
        return { plan: { ...plan, copies: { ...plan.copies, compressionLevel: 3 } }, warnings };
      },
    }),
  });
  expect(levels).toEqual([3, 1]);
});

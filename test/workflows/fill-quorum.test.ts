import type { RegionCopy } from '../../src/domain/manifest';
import { waitFor } from '../harness/wait-for';
import { resultOf, startBackup } from './backup-runs';
import { allWhole, type ScriptedActivities } from './scripted-activities';
import { untilStopped } from './until-stopped';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

type Fill = (region: string, order: FillOrder) => Promise<boolean>;
type FillOrder = Parameters<ScriptedActivities['fillCopies']>[0];

/** After the copy London alone is whole; a fill that answers true makes its region whole. */
function behind(fill: Fill): Partial<ScriptedActivities> {
  const whole = new Set(['london']);
  return {
    inspectCopies: async (order) =>
      allWhole(order).map((copy): RegionCopy => {
        if (whole.has(copy.region)) return copy;
        return { ...copy, state: 'incomplete', missingParts: 3, reason: 'too slow' };
      }),
    fillCopies: async (order) => {
      const [region = ''] = order.regions;
      if (!(await fill(region, order))) return { whole: 0 };
      whole.add(region);
      return { whole: 1 };
    },
  };
}

const manifestsOf = async (run: Parameters<typeof resultOf>[0]): Promise<readonly string[]> =>
  (await resultOf(run)).copies.filter(({ manifest }) => manifest).map(({ region }) => region);

describe('while the quorum misses parts', () => {
  it('every region that is behind is filled, and the first that is whole ends the waiting for the others', async () => {
    const filled: string[] = [];
    const fill: Fill = async (region) => {
      filled.push(region);
      if (region === 'frankfurt') await untilStopped();
      return region === 'stockholm';
    };
    await lab.run(behind(fill), async () => {
      expect(await manifestsOf(await startBackup(lab, 'first-whole'))).toEqual(['london', 'stockholm']);
      expect(filled.toSorted()).toEqual(['frankfurt', 'stockholm']);
    });
  });

  it('a region that is down is tried again while another is filled', async () => {
    let tries = 0;
    const fill: Fill = async (region) => {
      if (region === 'stockholm') await untilStopped();
      else tries += 1;
      return region === 'frankfurt' && tries === 2;
    };
    await lab.run(behind(fill), async () => {
      expect(await manifestsOf(await startBackup(lab, 'tried-again'))).toEqual(['london', 'frankfurt']);
      expect(tries).toBe(2);
    });
  });

  it('the regions are looked at again when none could be filled', async () => {
    let tries = 0;
    const fill: Fill = async () => {
      tries += 1;
      return tries > 2;
    };
    await lab.run(behind(fill), async () => {
      expect(await manifestsOf(await startBackup(lab, 'looked-again'))).toContain('london');
      expect(tries).toBeGreaterThan(2);
    });
  });

  it('a fill is begun anew without the configured bandwidth when somebody hurries the run', async () => {
    const limited: string[] = [];
    const hurried: string[] = [];
    const fill: Fill = async (region, { tuning }) => {
      const isHurried = tuning?.keepsBandwidth === false;
      (isHurried ? hurried : limited).push(region);
      if (!isHurried) await untilStopped();
      return isHurried;
    };
    await lab.run(behind(fill), async () => {
      const run = await startBackup(lab, 'hurried-fill');
      await waitFor('the fills', () => limited.length === 2);
      await run.signal('expedite');
      expect((await resultOf(run)).outcome).toBe('sealed');
      expect(limited.toSorted()).toEqual(['frankfurt', 'stockholm']);
      // Whichever is whole first is all that the quorum needs: the other one may have been stopped before it began anew.
      expect(hurried.length).toBeGreaterThan(0);
    });
  });
});

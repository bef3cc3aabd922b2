import { exportNames } from '../../src/domain/export-names';
import { advanceExport } from '../../src/oracle/advance-export';
import { readJobState } from '../../src/oracle/export-jobs';
import { pauseExport } from '../../src/oracle/pause-export';
import { withSession } from '../../src/oracle/session';
import { setExportWorkers } from '../../src/oracle/set-export-workers';
import { waitFor } from '../harness/wait-for';
import { exportPlan } from './export-plan';
import { openOracleLab, type LabOptions } from './oracle-lab';

const never = new AbortController().signal;

/** A slow export that has begun. */
async function begin(options: LabOptions = {}, bytesPerSecond = 1_000_000) {
  const lab = await openOracleLab(options);
  const plan = exportPlan(lab.directory);
  const { jobName } = exportNames(plan.tag, plan.backupId, 1);
  lab.faults.add({ kind: 'slow-job', bytesPerSecond, perWorker: true });
  const outcome = advanceExport(lab.target, plan, { attempt: 1, signal: never, pollMs: 100 });
  const state = () => withSession(lab.target, {}, (session) => readJobState(session, jobName));
  await waitFor('a running job', async () => ((await state()) === 'EXECUTING' ? true : undefined));
  const set = (workers: number) => setExportWorkers(lab.target, plan, { attempt: 1, workers, pollMs: 100 });
  return { lab, plan, outcome, state, set };
}

describe('the workers of an export', () => {
  it('are more from now on in a job that runs, and it is done in the time that one would not have made', async () => {
    const { lab, outcome, set } = await begin({}, 100_000);
    await using _ = lab;
    expect(await set(40)).toEqual({ kind: 'set' });
    // 6 MB: a minute with one worker.
    expect(await outcome).toMatchObject({ kind: 'completed' });
  }, 40_000);

  it('stay as they are where the edition has no parallel export, and the export goes on', async () => {
    const { lab, outcome, set } = await begin({ edition: 'SE2' });
    await using _ = lab;
    expect(await set(8)).toEqual({ kind: 'not set', reason: expect.stringContaining('ORA-39094') });
    expect(await outcome).toMatchObject({ kind: 'completed' });
  });

  it('of a job that has ended are left alone: nothing attaches to it', async () => {
    const { lab, outcome, set, state } = await begin();
    await using _ = lab;
    lab.faults.clear();
    await outcome;
    const before = await state();
    expect(await set(8)).toMatchObject({ kind: 'not set' });
    expect(await state()).toBe(before);
  }, 60_000);

  it('of a job that is stopped are set once it runs again', async () => {
    const { lab, plan, outcome, set } = await begin();
    await using _ = lab;
    await pauseExport(lab.target, plan, { attempt: 1 });
    // The watcher starts the stopped job again by itself.
    expect(await set(4)).toEqual({ kind: 'set' });
    expect(await outcome).toMatchObject({ kind: 'completed' });
  });
});

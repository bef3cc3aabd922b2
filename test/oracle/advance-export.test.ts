import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { exportNames } from '../../src/domain/export-names';
import { advanceExport } from '../../src/oracle/advance-export';
import { stopBlock } from '../../src/oracle/data-pump-block';
import { readJobState, runBlock } from '../../src/oracle/export-jobs';
import { readExportLog } from '../../src/oracle/export-log';
import { pauseExport } from '../../src/oracle/pause-export';
import { removeExport } from '../../src/oracle/remove-export';
import { withSession } from '../../src/oracle/session';
import { listInstallationJobs } from '../../src/oracle/sweep';
import { waitFor } from '../harness/wait-for';
import { exportPlan } from './export-plan';
import { openOracleLab, type OracleLab } from './oracle-lab';

const never = new AbortController().signal;
const run = (lab: OracleLab, plan: BackupPlan, attempt = 1, signal = never): Promise<ExportOutcome> =>
  advanceExport(lab.target, plan, { attempt, signal, pollMs: 100 });
const namesOf = (plan: BackupPlan, attempt = 1) => exportNames(plan.tag, plan.backupId, attempt);
const traceOf = ({ tag, backupId, export: { directory } }: BackupPlan) => ({ tag, backupId, directory });
const stateOf = (lab: OracleLab, plan: BackupPlan) =>
  withSession(lab.target, {}, (session) => readJobState(session, namesOf(plan).jobName));
const logOf = (lab: OracleLab, plan: BackupPlan) =>
  readExportLog(readFileSync(join(lab.path, namesOf(plan).logFile), 'utf8'));
const left = (lab: OracleLab) => readdirSync(lab.path).filter((name) => name.startsWith('rdbt'));

/** A job that takes a while, and is running. */
async function runSlowly(lab: OracleLab, plan: BackupPlan, signal = never): Promise<Promise<ExportOutcome>[]> {
  lab.faults.add({ kind: 'slow-job', bytesPerSecond: 2_000_000 });
  const outcome = run(lab, plan, 1, signal);
  outcome.catch(() => undefined);
  await waitFor('a running job', async () => ((await stateOf(lab, plan)) === 'EXECUTING' ? true : undefined));
  // In a list, so that awaiting this function does not await the export.
  return [outcome];
}

describe('an export', () => {
  it('goes on in the database when the session is lost, and is found again at the same SCN', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    const [lost] = await runSlowly(lab, plan);
    const { scn } = logOf(lab, plan);
    lab.faults.add({ kind: 'kill-sessions', user: lab.target.user.toUpperCase() });
    await expect(lost).rejects.toMatchObject({ code: 'DATABASE_CONNECTION_LOST', retryable: true });
    lab.faults.clear();
    await expect(run(lab, plan)).resolves.toMatchObject({ kind: 'completed', scn });
  });

  it('is left running by a watcher that is asked to stop', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    const controller = new AbortController();
    const [watched] = await runSlowly(lab, plan, controller.signal);
    controller.abort(new Error('the worker shuts down'));
    await expect(watched).resolves.toEqual({ kind: 'stopped' });
    expect(await stateOf(lab, plan)).toBe('EXECUTING');
  });

  it('that is paused stands still, and goes on at the same SCN', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    const controller = new AbortController();
    const [watched] = await runSlowly(lab, plan, controller.signal);
    controller.abort(new Error('paused'));
    await watched;
    await pauseExport(lab.target, plan, { attempt: 1 });
    await pauseExport(lab.target, plan, { attempt: 1 });
    expect(await stateOf(lab, plan)).toBe('NOT RUNNING');
    const { scn, verdict } = logOf(lab, plan);
    expect(verdict).toBe('stopped');
    lab.faults.clear();
    await expect(run(lab, plan)).resolves.toMatchObject({ kind: 'completed', scn });
  });

  it('that stops half-way is started again, and completes', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    lab.faults.add({ kind: 'stop-job', atPercent: 50, times: 1 });
    await expect(run(lab, plan)).resolves.toMatchObject({ kind: 'completed' });
  });

  it('that someone killed is given up, with nothing of it left, and the next attempt completes', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    const [killed] = await runSlowly(lab, plan);
    await withSession(lab.target, {}, (session) =>
      runBlock(session, stopBlock(namesOf(plan).jobName, false), { doing: 'kill the job' }),
    );
    await expect(killed).resolves.toMatchObject({ kind: 'next-attempt', code: 'EXPORT_FAILED' });
    expect(left(lab)).toEqual([]);
    lab.faults.clear();
    await expect(run(lab, plan, 2)).resolves.toMatchObject({ kind: 'completed', jobName: namesOf(plan, 2).jobName });
  });

  it('whose undo is gone wants another attempt, with the table named', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    lab.faults.add({ kind: 'undo-gone', times: 1 });
    await expect(run(lab, plan)).resolves.toMatchObject({
      kind: 'next-attempt',
      code: 'UNDO_TOO_SHORT',
      reason: expect.stringMatching(/^SALES\..*ORA-01555/),
    });
    expect(left(lab)).toEqual([]);
    expect(await stateOf(lab, plan)).toBeUndefined();
  });

  it('without CREATE TABLE says which GRANT is missing', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    lab.faults.add({ kind: 'missing-privilege', privilege: 'CREATE TABLE' });
    await expect(run(lab, plan)).rejects.toMatchObject({
      code: 'PRIVILEGE_MISSING',
      hint: `GRANT CREATE TABLE TO ${lab.target.user.toUpperCase()};`,
    });
    expect(left(lab)).toEqual([]);
  });

  it('asked for in parallel makes several files', async () => {
    await using lab = await openOracleLab();
    const outcome = await run(lab, exportPlan(lab.directory, { parallel: 2, fileSize: '1M' }));
    expect(outcome).toMatchObject({ kind: 'completed' });
    if (outcome.kind !== 'completed') return;
    expect(outcome.files.length).toBeGreaterThan(2);
    expect(outcome.files.every(({ name }) => existsSync(join(lab.path, name)))).toBe(true);
  });

  it('asked for in parallel where the edition has none runs all the same', async () => {
    await using lab = await openOracleLab({ edition: 'SE2' });
    await expect(run(lab, exportPlan(lab.directory, { parallel: 4 }))).resolves.toMatchObject({ kind: 'completed' });
  });
});

describe('removing an export', () => {
  it('stops it while it runs, and leaves nothing', async () => {
    await using lab = await openOracleLab();
    const plan = exportPlan(lab.directory);
    const [watched] = await runSlowly(lab, plan);
    const removed = await removeExport(lab.target, traceOf(plan));
    expect(removed).toContain(`job ${namesOf(plan).jobName}`);
    expect(left(lab)).toEqual([]);
    // Whoever still watches it does not define it again.
    await expect(watched).resolves.toMatchObject({ kind: 'next-attempt' });
    expect(left(lab)).toEqual([]);
    expect(await withSession(lab.target, {}, (session) => listInstallationJobs(session))).toEqual([]);
  });

  it('does nothing where there never was one, even without the directory', async () => {
    await using lab = await openOracleLab();
    expect(await removeExport(lab.target, traceOf(exportPlan('NO_SUCH_DIR')))).toEqual([]);
  });
});

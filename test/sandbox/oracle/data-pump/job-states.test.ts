import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { BlockBench, numberBind, textBind, until } from '../plsql/block-bench';
import { attached, attachedBlock, jobStates, startExport } from './export-block';

let bench: BlockBench;
beforeEach(() => {
  bench = new BlockBench();
  bench.createTable('CUSTOMERS', 3000);
  bench.createTable('ORDERS', 8000, 100);
});
afterEach(() => bench.close());

const log = () => readFileSync(join(bench.dumpFolder, 'NIGHTLY.log'), 'utf8');
const dumps = () => readdirSync(bench.dumpFolder).filter((name) => name.endsWith('.dmp'));
const ended = () => until(() => jobStates(bench).length === 0);
const slow = () => bench.faults.add({ kind: 'slow-job', bytesPerSecond: 500_000 });

test('a job that is being defined goes with its session', async () => {
  const session = bench.session();
  await bench.run(
    session,
    `DECLARE h NUMBER; BEGIN h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', job_name => 'HALF'); END;`,
  );
  expect(jobStates(bench)).toEqual(['HALF DEFINING']);
  bench.engine.endSession(session);
  expect(jobStates(bench)).toEqual([]);
  expect(bench.database.table('REDOUBT', 'HALF')).toBeUndefined();
});

test('a running job goes on when its session ends, and shows in the views', async () => {
  slow();
  await startExport(bench);
  expect(bench.view('USER_DATAPUMP_JOBS')).toEqual([['NIGHTLY', 'EXPORT', 'SCHEMA', 'EXECUTING', '1', '0', '2']]);
  await until(() => Number(bench.view('V$SESSION_LONGOPS')[0]?.[6]) > 0);
  const [row] = bench.view('V$SESSION_LONGOPS');
  expect(row?.slice(2, 8)).toEqual(['NIGHTLY', null, 'EXPORT', expect.any(String), expect.any(String), 'MB']);
  bench.faults.clear();
  await ended();
});

test('calls for a definition are refused while the job runs', async () => {
  slow();
  await startExport(bench);
  const session = bench.session();
  const error = await bench.failure(
    session,
    attachedBlock('NIGHTLY', `DBMS_DATAPUMP.SET_PARAMETER(h, 'METRICS', 1);`),
    [textBind()],
  );
  expect(error.message).toContain('ORA-39004: invalid state');
  const block = `DECLARE st ku$_Status; js VARCHAR2(30); BEGIN DBMS_DATAPUMP.GET_STATUS(:h, 8, 0, js, st); :e := st.error(1).LogText; :n := st.error(1).errorNumber; END;`;
  const handle = [...bench.dataPump.handlesOf(session).attachments.keys()][0];
  const out = await bench.run(session, block, [numberBind(String(handle)), textBind(), numberBind()]);
  expect(out).toEqual(['ORA-39016: Operation not supported when job is in EXECUTING state.', '39016']);
});

test('a stopped job is NOT RUNNING, padded as in the view, and goes on after ATTACH and START_JOB', async () => {
  slow();
  await startExport(bench);
  await until(() => log().includes('"CUSTOMERS"'));
  await attached(
    bench,
    bench.session(),
    'NIGHTLY',
    'DBMS_DATAPUMP.STOP_JOB(h, immediate => 1, keep_master => 1, delay => 0);',
  );
  expect(bench.view('DBA_DATAPUMP_JOBS')).toEqual([
    ['REDOUBT', 'NIGHTLY', 'EXPORT'.padEnd(30), 'SCHEMA'.padEnd(30), 'NOT RUNNING', '0', '0', '0'],
  ]);
  expect(log()).toContain('stopped by user request');
  expect(dumps()).toEqual(['nightly_01.dmp']);
  bench.faults.clear();
  const session = bench.session();
  expect(await attached(bench, session, 'NIGHTLY', 'DBMS_DATAPUMP.GET_STATUS(h, 4, 0, r, st);')).toEqual(['IDLING']);
  const [handle] = bench.dataPump.handlesOf(session).attachments.keys();
  await bench.run(
    session,
    `DECLARE js VARCHAR2(30); BEGIN DBMS_DATAPUMP.START_JOB(:h); DBMS_DATAPUMP.WAIT_FOR_JOB(:h, js); :js := js; END;`,
    [numberBind(String(handle)), textBind()],
  );
  expect(jobStates(bench)).toEqual([]);
  expect(log().match(/exported "SALES"\."CUSTOMERS"/g)).toHaveLength(1);
  expect(log()).toContain('successfully completed');
});

test('detaching from an idling job leaves it NOT RUNNING', async () => {
  slow();
  await startExport(bench);
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.STOP_JOB(h, 1, 1, 0);');
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.DETACH(h);');
  expect(jobStates(bench)).toEqual(['NIGHTLY NOT RUNNING']);
});

test('a killed export loses its master table and its dump files', async () => {
  slow();
  await startExport(bench);
  await until(() => dumps().length > 0);
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.STOP_JOB(h, immediate => 1, keep_master => 0);');
  expect(jobStates(bench)).toEqual([]);
  expect(dumps()).toEqual([]);
  expect(log()).not.toContain('completed');
});

test('a stopped job can be killed as well', async () => {
  slow();
  await startExport(bench);
  await until(() => log().includes('"CUSTOMERS"'));
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.STOP_JOB(h, 1, 1, 0);');
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.STOP_JOB(h, 1, 0, 0);');
  expect(jobStates(bench)).toEqual([]);
  expect(dumps()).toEqual([]);
});

test('a job that dies with the server is NOT RUNNING after it is back, and goes on', async () => {
  slow();
  await startExport(bench);
  await until(() => log().includes('"CUSTOMERS"'));
  await bench.restart();
  expect(jobStates(bench)).toEqual(['NIGHTLY NOT RUNNING']);
  expect(log()).not.toContain('stopped');
  bench.faults.clear();
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.START_JOB(h); DBMS_DATAPUMP.WAIT_FOR_JOB(h, r);');
  expect(log()).toContain('successfully completed');
});

test('a job whose dump file is gone cannot be attached', async () => {
  slow();
  await startExport(bench);
  await until(() => log().includes('"CUSTOMERS"'));
  await bench.restart();
  rmSync(join(bench.dumpFolder, 'nightly_01.dmp'));
  const session = bench.session();
  const error = await bench.failure(session, attachedBlock('NIGHTLY', 'NULL;'), [textBind()]);
  expect(error.code).toBe(31_626);
  const block = `DECLARE st ku$_Status; js VARCHAR2(30); BEGIN DBMS_DATAPUMP.GET_STATUS(NULL, 8, 0, js, st);
    FOR i IN 1..st.error.COUNT LOOP :e := :e || st.error(i).LogText || CHR(10); END LOOP; END;`;
  const [lines] = await bench.run(session, block, [textBind()]);
  expect(lines).toContain('ORA-31638: cannot attach to job NIGHTLY for user REDOUBT');
  expect(lines).toContain('ORA-31640: unable to open dump file');
});

test('a fault stops the job half-way', async () => {
  bench.faults.add({ kind: 'stop-job', atPercent: 40, times: 1 });
  await startExport(bench);
  await until(() => jobStates(bench).includes('NIGHTLY NOT RUNNING'));
  expect(log()).toContain('stopped due to fatal error');
  await attached(bench, bench.session(), 'NIGHTLY', 'DBMS_DATAPUMP.START_JOB(h); DBMS_DATAPUMP.WAIT_FOR_JOB(h, r);');
  expect(log()).toContain('successfully completed');
});

test('KEEP_MASTER leaves a completed job NOT RUNNING', async () => {
  await startExport(bench, { calls: `DBMS_DATAPUMP.SET_PARAMETER(h, 'KEEP_MASTER', 1);` });
  await until(() => jobStates(bench).includes('NIGHTLY NOT RUNNING'));
  expect(log()).toContain('successfully completed');
  expect(existsSync(join(bench.dumpFolder, 'nightly_01.dmp'))).toBe(true);
});

test('a job that nobody has cannot be attached; a second ATTACH of a session neither', async () => {
  expect((await bench.failure(bench.session(), attachedBlock('NOPE', 'NULL;'), [textBind()])).code).toBe(31_626);
  slow();
  await startExport(bench);
  const twice = attachedBlock('NIGHTLY', `h := DBMS_DATAPUMP.ATTACH('NIGHTLY', 'REDOUBT');`);
  expect((await bench.failure(bench.session(), twice, [textBind()])).code).toBe(31_626);
});

test('a handle belongs to its session', async () => {
  const session = bench.session();
  await bench.run(session, `BEGIN :h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA'); END;`, [numberBind()]);
  const [handle] = bench.dataPump.handlesOf(session).attachments.keys();
  const error = await bench.failure(bench.session(), 'BEGIN DBMS_DATAPUMP.DETACH(:h); END;', [
    numberBind(String(handle)),
  ]);
  expect(error.code).toBe(31_623);
  expect(jobStates(bench)).toEqual(['SYS_EXPORT_SCHEMA_01 DEFINING']);
});

import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { blockBytes, decodeHeader } from '../../../../src/sandbox/oracle/data-pump/dump-format';
import { BlockBench, numberBind, textBind, until } from '../plsql/block-bench';
import { attached, exportBlock, jobStates, startExport } from './export-block';

let bench: BlockBench;
beforeEach(() => {
  bench = new BlockBench();
  bench.createTable('CUSTOMERS', 300);
  bench.createTable('ORDERS', 4000);
});
afterEach(() => bench.close());

const ended = () => until(() => jobStates(bench).length === 0);
const log = (name = 'NIGHTLY') => readFileSync(join(bench.dumpFolder, `${name}.log`), 'utf8');
const dumps = () => readdirSync(bench.dumpFolder).filter((name) => name.endsWith('.dmp'));

test('an export writes its dump files and log, and leaves no job', async () => {
  await startExport(bench);
  await ended();
  expect(dumps()).toEqual(['nightly_01.dmp']);
  expect(statSync(join(bench.dumpFolder, 'nightly_01.dmp')).size % blockBytes).toBe(0);
  const lines = log().trimEnd().split('\n');
  expect(lines[0]).toBe('Starting "REDOUBT"."NIGHTLY":  ');
  expect(lines).toContainEqual(expect.stringMatching(/^\. \. exported "SALES"\."CUSTOMERS" +[\d.]+ KB +300 rows$/));
  expect(lines).toContainEqual(expect.stringMatching(/^\. \. exported "SALES"\."ORDERS" +[\d.]+ KB +4000 rows$/));
  expect(lines).toContain('Dump file set for REDOUBT.NIGHTLY is:');
  expect(lines).toContain(`  ${join(bench.dumpFolder, 'nightly_01.dmp')}`);
  expect(lines.at(-1)).toMatch(
    /^Job "REDOUBT"\."NIGHTLY" successfully completed at \w{3} \w{3} \d+ \d\d:\d\d:\d\d \d{4} elapsed 0 00:00:\d\d$/,
  );
  expect(bench.database.table('REDOUBT', 'NIGHTLY')).toBeUndefined();
});

test("a dump file's first block names the job and its SCN", async () => {
  const scn = bench.database.currentScn();
  await startExport(bench, { calls: `DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_SCN', ${String(scn)});` });
  await ended();
  const header = decodeHeader(readFileSync(join(bench.dumpFolder, 'nightly_01.dmp')));
  expect(header).toMatchObject({ jobOwner: 'REDOUBT', jobName: 'NIGHTLY', scn: String(scn), fileNumber: 1 });
});

test('a job with sessions attached tells them its lines and its end', async () => {
  bench.faults.add({ kind: 'slow-job', bytesPerSecond: 400_000 });
  await startExport(bench);
  const session = bench.session();
  const block = `DECLARE h NUMBER; st ku$_Status1220; js VARCHAR2(30) := 'UNDEFINED'; i PLS_INTEGER;
  BEGIN
    h := DBMS_DATAPUMP.ATTACH('NIGHTLY', 'REDOUBT');
    WHILE js NOT IN ('COMPLETED', 'STOPPED') LOOP
      DBMS_DATAPUMP.GET_STATUS(h, DBMS_DATAPUMP.KU$_STATUS_WIP + DBMS_DATAPUMP.KU$_STATUS_JOB_STATUS, 5, js, st);
      IF BITAND(st.mask, DBMS_DATAPUMP.KU$_STATUS_WIP) <> 0 THEN
        FOR n IN 1..st.wip.COUNT LOOP :lines := :lines || st.wip(n).LogText || CHR(10); END LOOP;
      END IF;
      :percent := st.job_status.percent_done;
      :bytes := st.job_status.bytes_processed;
    END LOOP;
    :state := js;
  END;`;
  const [lines, percent, bytes, state] = await bench.run(session, block, [
    textBind(),
    numberBind(),
    numberBind(),
    textBind(),
  ]);
  expect(lines).toContain('. . exported "SALES"."ORDERS"');
  expect([percent, state]).toEqual(['100', 'COMPLETED']);
  expect(Number(bytes)).toBeGreaterThan(100_000);
});

test('%U with FILESIZE makes as many files as it takes', async () => {
  await startExport(bench, { addFile: `, filesize => '64K'` });
  await ended();
  expect(dumps().length).toBeGreaterThan(2);
  expect(log()).toContain('successfully completed');
  for (const name of dumps().slice(0, -1))
    expect(statSync(join(bench.dumpFolder, name)).size).toBeLessThanOrEqual(65_536);
});

test('parallel workers write a file each', async () => {
  await startExport(bench, { calls: 'DBMS_DATAPUMP.SET_PARALLEL(h, 3);' });
  await ended();
  expect(dumps()).toEqual(['nightly_01.dmp', 'nightly_02.dmp', 'nightly_03.dmp']);
});

test('a file set without room stops the job with ORA-39095, and another file lets it go on', async () => {
  await startExport(bench, { file: 'one.dmp', addFile: `, filesize => '40K'` });
  await until(() => jobStates(bench).includes('NIGHTLY NOT RUNNING'));
  expect(log()).toContain('ORA-39095: Dump file space has been exhausted: Unable to allocate 4096 bytes');
  expect(log()).toContain('stopped due to fatal error');
  await attached(
    bench,
    bench.session(),
    'NIGHTLY',
    `DBMS_DATAPUMP.ADD_FILE(h, 'more_%U.dmp', 'DUMPS'); DBMS_DATAPUMP.START_JOB(h);`,
  );
  await ended();
  expect(log()).toContain('successfully completed');
});

test('a dump file that exists is refused with its stack, and no job stays', async () => {
  writeFileSync(join(bench.dumpFolder, 'nightly_01.dmp'), 'mine');
  const error = await bench.failure(bench.session(), exportBlock());
  expect(error.code).toBe(20_001);
  const path = join(bench.dumpFolder, 'nightly_01.dmp');
  expect(error.message).toContain(`ORA-39001: invalid argument value\nORA-06512`);
  expect(error.message).toContain(
    `ORA-39000: bad dump file specification\nORA-31641: unable to create dump file "${path}"\nORA-27038: created file already exists\nAdditional information: 1`,
  );
  expect(jobStates(bench)).toEqual([]);
  expect(readFileSync(path, 'utf8')).toBe('mine');
  await startExport(bench, { addFile: ', reusefile => 1' });
  await ended();
  expect(log()).toContain('successfully completed');
});

test('a log directory without the right to write fails START_JOB, and the handler leaves nothing', async () => {
  bench.faults.add({ kind: 'missing-privilege', privilege: 'WRITE ON DIRECTORY DUMPS' });
  const error = await bench.failure(bench.session(), exportBlock());
  expect(error.message).toContain('ORA-39087: directory name DUMPS is invalid');
  expect(jobStates(bench)).toEqual([]);
});

test.each([
  [`DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_SNC', 1);`, 'ORA-39049: invalid parameter name FLASHBACK_SNC'],
  [
    `DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_SCN', '5');`,
    'ORA-39207: Value 5 is invalid for parameter FLASHBACK_SCN.',
  ],
  [`DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_SCN', 99999999999);`, 'ORA-08181'],
  [
    `DBMS_DATAPUMP.SET_PARAMETER(h, 'COMPRESSION', 'SOME');`,
    'ORA-39207: Value SOME is invalid for parameter COMPRESSION.',
  ],
  [
    `DBMS_DATAPUMP.SET_PARAMETER(h, 'TABLE_EXISTS_ACTION', 'SKIP');`,
    'ORA-39208: Parameter TABLE_EXISTS_ACTION is invalid for EXPORT jobs.',
  ],
  [`DBMS_DATAPUMP.METADATA_FILTER(h, 'SCHEMA_NAME', 'SALES');`, 'ORA-39036: invalid metadata filter name SCHEMA_NAME'],
  [`DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', 'LIKES ''A''');`, 'ORA-39071: Value of NAME_EXPR is badly formed.'],
  [`DBMS_DATAPUMP.DATA_FILTER(h, 'ROWS', 0);`, 'ORA-39031: invalid filter name ROWS'],
  [`DBMS_DATAPUMP.METADATA_REMAP(h, 'REMAP_SCHEMA', 'A', 'B');`, 'ORA-39002: invalid operation'],
  [`DBMS_DATAPUMP.ADD_FILE(h, '../x.dmp', 'DUMPS');`, 'ORA-39088: file name cannot contain a path specification'],
  [`DBMS_DATAPUMP.ADD_FILE(h, 'x.dmp', 'NOWHERE');`, 'ORA-39087: directory name NOWHERE is invalid'],
  [`DBMS_DATAPUMP.SET_PARALLEL(h, 0);`, 'ORA-39206: A parallel degree of 0 is invalid.'],
])('%s is refused', async (calls, expected) => {
  const error = await bench.failure(bench.session(), exportBlock({ calls }));
  expect(error.message).toContain(expected);
  expect(jobStates(bench)).toEqual([]);
});

test('parallel is refused outside Enterprise Edition', async () => {
  const free = new BlockBench({ edition: 'FREE' });
  const error = await free.failure(free.session(), exportBlock({ calls: 'DBMS_DATAPUMP.SET_PARALLEL(h, 2);' }));
  expect(error.message).toContain('ORA-39002: invalid operation');
  expect(error.message).toContain('ORA-39094: Parallel execution not supported in this database edition.');
  await free.run(free.session(), exportBlock({ calls: 'DBMS_DATAPUMP.SET_PARALLEL(h, 1);' })).catch(() => undefined);
  await free.close();
});

test('a schema that does not exist makes START_JOB succeed with information, and the log says why', async () => {
  const block = exportBlock().replace("''SALES''", "''NOBODY''");
  const error = await bench.failure(bench.session(), block);
  expect(error.message).toContain('ORA-31627: API call succeeded but more information is available');
  expect(error.message).toContain(
    'ORA-39165: Schema NOBODY was not found.\nORA-31655: no data or metadata objects selected for job',
  );
});

test('another schema needs the full role', async () => {
  bench.database.createTable({ owner: 'REDOUBT', name: 'T', columns: [], primaryKey: [], comment: null });
  const error = await bench.failure(bench.session('SALES'), exportBlock().replace("''SALES''", "''REDOUBT''"));
  expect(error.message).toContain('ORA-31631: privileges are required');
  expect(error.message).toContain("ORA-39109: Unprivileged users may not operate upon other users' schemas");
});

test('INCLUDE, EXCLUDE and NAME filters choose tables, SUBQUERY rows', async () => {
  const calls = `DBMS_DATAPUMP.METADATA_FILTER(h, 'NAME_EXPR', 'LIKE ''ORD%''', 'TABLE');
    DBMS_DATAPUMP.DATA_FILTER(h, 'SUBQUERY', 'WHERE id < 10', 'ORDERS', 'SALES');`;
  await startExport(bench, { calls });
  await ended();
  expect(log()).not.toContain('CUSTOMERS');
  expect(log()).toMatch(/"SALES"\."ORDERS" .* 10 rows/);
});

test('undo that is gone leaves one table out, and the job completes with an error', async () => {
  bench.faults.add({ kind: 'undo-gone', table: 'CUSTOMERS', times: 1 });
  await startExport(bench);
  await ended();
  expect(log()).toContain(
    'ORA-31693: Table data object "SALES"."CUSTOMERS" failed to load/unload and is being skipped due to error:\nORA-02354: error in exporting/importing data\nORA-01555: snapshot too old',
  );
  expect(log()).toMatch(/completed with 1 error\(s\) at/);
});

test('a full disk makes the job wait until there is room', async () => {
  bench.faults.add({ kind: 'disk-full', atPercent: 20 });
  await startExport(bench);
  await until(() => log().includes('ORA-39171: Job is experiencing a resumable wait.'));
  expect(jobStates(bench)).toEqual(['NIGHTLY EXECUTING']);
  bench.faults.clear('disk-full');
  await ended();
  expect(log()).toContain('successfully completed');
});

test('a user without quota or CREATE TABLE cannot open a job', async () => {
  bench.faults.add({ kind: 'missing-privilege', privilege: 'CREATE TABLE' });
  const error = await bench.failure(bench.session('SALES'), exportBlock());
  expect(error.message).toContain('ORA-31626: job does not exist');
  expect(error.message).toContain('ORA-31633: unable to create master table "SALES.NIGHTLY"');
  expect(error.message).toContain('ORA-01031: insufficient privileges');
});

test('the same job name a second time is ORA-31634, a table of that name ORA-00955', async () => {
  await startExport(bench, { calls: `DBMS_DATAPUMP.SET_PARAMETER(h, 'KEEP_MASTER', 1);` });
  const again = await bench.failure(bench.session(), exportBlock({ file: 'other_%U.dmp' }));
  expect(again.message).toContain('ORA-31634: job already exists');
  bench.createTable('X', 0);
  const taken = await bench.failure(bench.session('SALES'), exportBlock({ job: 'ORDERS' }));
  expect(taken.message).toContain('ORA-00955: name is already used by an existing object');
});

test('METRICS and LOGTIME show in the log', async () => {
  const calls = `DBMS_DATAPUMP.SET_PARAMETER(h, 'METRICS', 1); DBMS_DATAPUMP.SET_PARAMETER(h, 'LOGTIME', 'ALL');`;
  await startExport(bench, { calls });
  await ended();
  const stamp = String.raw`^\d\d-[A-Z]{3}-\d\d \d\d:\d\d:\d\d\.\d{3}: `;
  expect(log()).toMatch(
    new RegExp(`${stamp}W-1 \\. \\. exported "SALES"\\."ORDERS" .* rows in 0 seconds using direct_path$`, 'm'),
  );
  expect(log()).toMatch(new RegExp(`${stamp}Job "REDOUBT"\\."NIGHTLY" successfully completed`, 'm'));
});

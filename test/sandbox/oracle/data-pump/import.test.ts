import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallerSession } from '../../../../src/sandbox/oracle/engine';
import { BlockBench, textBind, until } from '../plsql/block-bench';
import { jobStates, startExport } from './export-block';

let bench: BlockBench;
beforeEach(() => {
  bench = new BlockBench();
  bench.database.users.create({ name: 'COPY', password: 'x', quotas: { USERS: 'unlimited' } });
});
afterEach(() => bench.close());

function importBlock(calls = '', file = 'nightly_%U.dmp'): string {
  return `DECLARE h NUMBER; js VARCHAR2(30); BEGIN
    h := DBMS_DATAPUMP.OPEN('IMPORT', 'SCHEMA', job_name => 'BACK');
    DBMS_DATAPUMP.ADD_FILE(h, '${file}', 'DUMPS');
    DBMS_DATAPUMP.ADD_FILE(h, 'back.log', 'DUMPS', filetype => 3);
    ${calls}
    DBMS_DATAPUMP.START_JOB(h);
    DBMS_DATAPUMP.WAIT_FOR_JOB(h, js);
    :js := js;
  END;`;
}

const importAll = (calls?: string, session: CallerSession = bench.session()) =>
  bench.run(session, importBlock(calls), [textBind()]);
const intoCopy = `DBMS_DATAPUMP.METADATA_REMAP(h, 'REMAP_SCHEMA', 'SALES', 'COPY');`;
const sorted = (owner: string, name: string) => bench.rowsOf(owner, name).map(String).sort();
const exported = () => until(() => jobStates(bench).length === 0);
const log = () => readFileSync(join(bench.dumpFolder, 'back.log'), 'utf8');

test.each(['NONE', 'ALL'])('what was exported with COMPRESSION %s comes back row by row', async (compression) => {
  bench.createTable('ORDERS', 5000, 60);
  bench.createTable('EMPTY', 0);
  const calls = `DBMS_DATAPUMP.SET_PARAMETER(h, 'COMPRESSION', '${compression}'); DBMS_DATAPUMP.SET_PARALLEL(h, 2);`;
  await startExport(bench, { calls, addFile: `, filesize => '100K'` });
  await exported();
  expect(await importAll(intoCopy)).toEqual(['COMPLETED']);
  expect(log()).toMatch(/\. \. imported "COPY"\."ORDERS" .* 5000 rows/);
  expect(log()).toContain('successfully completed');
  expect(sorted('COPY', 'ORDERS')).toEqual(sorted('SALES', 'ORDERS'));
  expect(bench.rowsOf('COPY', 'EMPTY')).toEqual([]);
  expect(bench.database.table('COPY', 'ORDERS')).toEqual({ ...bench.database.table('SALES', 'ORDERS'), owner: 'COPY' });
});

test('every type of column comes back as it was', async () => {
  const types = ['NUMBER', 'VARCHAR2', 'DATE', 'TIMESTAMP', 'RAW', 'CLOB', 'BLOB', 'BFILE'] as const;
  bench.database.createTable({
    owner: 'SALES',
    name: 'TYPES',
    columns: types.map((type, index) => ({
      position: index + 1,
      name: `C_${type}`,
      type,
      ...(type === 'VARCHAR2' || type === 'RAW' ? { maxSize: 100 } : {}),
      nullable: true,
    })),
    primaryKey: [],
    comment: 'all "kinds"',
  });
  bench.database.insertRows('SALES', 'TYPES', [
    [
      '-12345678901234567890.5',
      'é"\\\n',
      '2026-11-23 01:02:03',
      '2026-11-23 01:02:03.123456',
      Buffer.from([0, 255]),
      'long',
      Buffer.alloc(300, 7),
      { kind: 'bfile', directory: 'DUMPS', filename: 'x' },
    ],
    types.map(() => null),
  ]);
  await startExport(bench);
  await exported();
  await importAll(intoCopy);
  expect(bench.rowsOf('COPY', 'TYPES')).toEqual(bench.rowsOf('SALES', 'TYPES'));
});

test('the rows are those of the SCN, though they change while the job runs', async () => {
  bench.createTable('ORDERS', 6000);
  const before = bench.rowsOf('SALES', 'ORDERS');
  const scn = String(bench.database.currentScn());
  bench.database.insertRows('SALES', 'ORDERS', [['900001', 'after the SCN']]);
  bench.faults.add({ kind: 'slow-job', bytesPerSecond: 300_000 });
  await startExport(bench, { calls: `DBMS_DATAPUMP.SET_PARAMETER(h, 'FLASHBACK_SCN', ${scn});` });
  for (let id = 900_002; jobStates(bench).length > 0; id += 1) {
    bench.database.insertRows('SALES', 'ORDERS', [[String(id), 'while it runs']]);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  bench.faults.clear();
  await importAll(intoCopy);
  expect(bench.rowsOf('COPY', 'ORDERS')).toEqual(before);
});

test('an export that was stopped and went on holds every row once', async () => {
  for (const name of ['A', 'B', 'C']) bench.createTable(name, 5000, 40);
  bench.faults.add({ kind: 'stop-job', atPercent: 30, times: 1 });
  await startExport(bench, { addFile: `, filesize => '120K'` });
  await until(() => jobStates(bench).includes('NIGHTLY NOT RUNNING'));
  await bench.restart();
  await bench.run(
    bench.session(),
    `DECLARE h NUMBER; BEGIN h := DBMS_DATAPUMP.ATTACH('NIGHTLY'); DBMS_DATAPUMP.START_JOB(h); DBMS_DATAPUMP.DETACH(h); END;`,
  );
  await exported();
  await importAll(intoCopy);
  for (const name of ['A', 'B', 'C']) expect(sorted('COPY', name)).toEqual(sorted('SALES', name));
});

test.each([
  ['SKIP', 'ORA-39151', 10],
  ['APPEND', 'ORA-39152', 20],
  ['TRUNCATE', 'ORA-39153', 10],
  ['REPLACE', 'imported', 10],
])('an existing table and TABLE_EXISTS_ACTION %s', async (action, expected, rows) => {
  bench.createTable('ORDERS', 10);
  bench.database.createTable({
    ...bench.database.table('SALES', 'ORDERS'),
    owner: 'COPY',
    name: 'ORDERS',
    primaryKey: [],
    columns: bench.database.table('SALES', 'ORDERS')?.columns ?? [],
    comment: null,
  });
  bench.database.insertRows('COPY', 'ORDERS', bench.rowsOf('SALES', 'ORDERS'));
  await startExport(bench);
  await exported();
  await importAll(`${intoCopy} DBMS_DATAPUMP.SET_PARAMETER(h, 'TABLE_EXISTS_ACTION', '${action}');`);
  expect(log()).toContain(expected);
  expect(bench.rowsOf('COPY', 'ORDERS')).toHaveLength(rows);
});

test('a user that does not exist fails each table', async () => {
  bench.createTable('ORDERS', 10);
  await startExport(bench);
  await exported();
  await importAll(`DBMS_DATAPUMP.METADATA_REMAP(h, 'REMAP_SCHEMA', 'SALES', 'NOBODY');`);
  expect(log()).toContain(`ORA-01918: user 'NOBODY' does not exist`);
  expect(log()).toContain('completed with 1 error(s)');
});

test('a file that is missing, foreign or damaged is refused by ADD_FILE', async () => {
  bench.createTable('ORDERS', 1000);
  await startExport(bench);
  await exported();
  const first = join(bench.dumpFolder, 'nightly_01.dmp');
  const details = async (file: string): Promise<unknown> => {
    const session = bench.session();
    const block = `DECLARE h NUMBER; st ku$_Status; js VARCHAR2(30); BEGIN
      h := DBMS_DATAPUMP.OPEN('IMPORT', 'SCHEMA');
      BEGIN DBMS_DATAPUMP.ADD_FILE(h, '${file}', 'DUMPS'); EXCEPTION WHEN DBMS_DATAPUMP.INVALID_ARGVAL THEN
        st := DBMS_DATAPUMP.GET_STATUS(h, 8);
        FOR i IN 1..st.error.COUNT LOOP :e := :e || st.error(i).LogText || CHR(10); END LOOP;
      END;
    END;`;
    const [lines] = await bench.run(session, block, [textBind()]);
    bench.engine.endSession(session);
    return lines;
  };
  expect(await details('none_%U.dmp')).toContain(
    'ORA-27037: unable to obtain file status\nLinux-x86_64 Error: 2: No such file or directory',
  );
  writeFileSync(join(bench.dumpFolder, 'foreign.dmp'), Buffer.alloc(8192, 3));
  expect(await details('foreign.dmp')).toContain('ORA-39143: dump file');
  const bytes = readFileSync(first);
  bytes[40] = (bytes[40] ?? 0) ^ 1;
  writeFileSync(first, bytes);
  expect(await details('nightly_01.dmp')).toContain('ORA-39411: header checksum error in dump file');
});

test('damaged rows fail their table', async () => {
  bench.createTable('ORDERS', 5000);
  await startExport(bench);
  await exported();
  const first = join(bench.dumpFolder, 'nightly_01.dmp');
  const bytes = readFileSync(first);
  bytes[6000] = (bytes[6000] ?? 0) ^ 1;
  writeFileSync(first, bytes);
  await importAll(intoCopy);
  expect(log()).toContain('ORA-31693: Table data object "COPY"."ORDERS" failed to load/unload');
  expect(log()).toContain('completed with 1 error(s)');
});

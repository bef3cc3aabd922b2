import { readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { OracleServerError } from '../../../../src/sandbox/oracle/engine';
import { BlockBench, numberBind, textBind } from '../plsql/block-bench';

let bench: BlockBench;
beforeAll(() => {
  bench = new BlockBench();
});
afterAll(() => bench.close());

const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => index % 251));
const put = (name: string, content: Buffer | string = bytes) => writeFileSync(join(bench.dumpFolder, name), content);
const locator = (filename: string, directory = 'DUMPS') => ({ kind: 'bfile', directory, filename }) as const;
const codeOf = (work: () => unknown): number | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error instanceof OracleServerError ? error.code : undefined;
  }
};

test('DBMS_LOB tells length and existence of a BFILE, opens, reads and closes it', async () => {
  put('a.dmp');
  const block = `DECLARE f BFILE := BFILENAME('DUMPS', 'a.dmp'); r RAW(32767); n INTEGER := 32767; o INTEGER := 99001;
  BEGIN
    :exists := DBMS_LOB.FILEEXISTS(f); :length := DBMS_LOB.GETLENGTH(f);
    DBMS_LOB.FILEOPEN(f, DBMS_LOB.FILE_READONLY);
    DBMS_LOB.READ(f, n, o, r);
    :n := n; :r := r; :open := DBMS_LOB.FILEISOPEN(f);
    DBMS_LOB.FILECLOSE(f);
  END;`;
  const raw = { type: 'RAW', maxSize: 32_767, value: null } as const;
  const out = await bench.run(bench.session(), block, [numberBind(), numberBind(), numberBind(), raw, numberBind()]);
  expect(out).toEqual(['1', '100000', '1000', bytes.subarray(99_000), '1']);
});

test.each([
  [
    'a file that is missing',
    `DBMS_LOB.FILEOPEN(f)`,
    'missing.dmp',
    'ORA-22288: file or LOB operation FILEOPEN failed\nNo such file or directory\nORA-06512: at "SYS.DBMS_LOB"',
  ],
  [
    'a read of a file that is not open',
    `DBMS_LOB.READ(f, n, 1, r)`,
    'a.dmp',
    'ORA-22289: cannot perform FILEREAD operation on an unopened file or LOB',
  ],
  ['a path', `DBMS_LOB.FILEOPEN(f)`, '../x', 'ORA-22288'],
])('%s is refused', async (_fact, call, name, expected) => {
  put('a.dmp');
  const block = `DECLARE f BFILE := BFILENAME('DUMPS', '${name}'); r RAW(10); n INTEGER := 10; BEGIN ${call}; END;`;
  expect((await bench.failure(bench.session(), block)).message).toContain(expected);
});

test('a BFILE needs the directory and READ on it', () => {
  put('a.dmp');
  const { bfiles } = bench.packages;
  expect(codeOf(() => bfiles.of(bench.session()).open(locator('a.dmp', 'NOWHERE')))).toBe(22_285);
  bench.database.users.create({ name: 'NOBODY', password: 'x' });
  expect(codeOf(() => bfiles.of(bench.session('NOBODY')).open(locator('a.dmp')))).toBe(22_285);
});

test('a symbolic link is not followed', () => {
  put('secret');
  symlinkSync(join(bench.dumpFolder, 'secret'), join(bench.dumpFolder, 'link.dmp'));
  expect(codeOf(() => bench.packages.bfiles.of(bench.session()).open(locator('link.dmp')))).toBe(22_288);
});

test('a session has ten BFILEs open at most, and none after FILECLOSEALL', async () => {
  const session = bench.session();
  const files = bench.packages.bfiles.of(session);
  for (let number = 0; number <= 10; number += 1) put(`f${String(number)}`);
  for (let number = 0; number < 10; number += 1) files.open(locator(`f${String(number)}`));
  files.open(locator('f0'));
  expect(codeOf(() => files.open(locator('f10')))).toBe(22_290);
  await bench.run(session, 'BEGIN DBMS_LOB.FILECLOSEALL; END;');
  files.open(locator('f10'));
  bench.engine.endSession(session);
  expect(bench.packages.bfiles.of(session).isOpen(locator('f10'))).toBe(false);
});

test('the wire reads a BFILE in pieces: shorter at the end, null past it', async () => {
  put('a.dmp');
  const files = bench.packages.bfiles.of(bench.session());
  files.open(locator('a.dmp'));
  expect(await files.read(locator('a.dmp'), 1, 65_536)).toEqual(bytes.subarray(0, 65_536));
  expect(await files.read(locator('a.dmp'), 65_537, 65_536)).toEqual(bytes.subarray(65_536));
  expect(await files.read(locator('a.dmp'), 100_001, 10)).toBeNull();
  await expect(files.read(locator('a.dmp'), 1, 0)).rejects.toMatchObject({ code: 24_801 });
});

test('a file loads into a BLOB, offsets move behind it', async () => {
  put('a.dmp');
  const block = `DECLARE b BLOB; d INTEGER := 1; s INTEGER := 50001; BEGIN
    DBMS_LOB.CREATETEMPORARY(b, TRUE);
    DBMS_LOB.LOADBLOBFROMFILE(b, BFILENAME('DUMPS', 'a.dmp'), DBMS_LOB.LOBMAXSIZE, d, s);
    :b := b; :d := d; :s := s; END;`;
  const blob = { type: 'BLOB', maxSize: 0, value: null } as const;
  const session = bench.session();
  bench.packages.bfiles.of(session).open(locator('a.dmp'));
  const out = await bench.run(session, block, [blob, numberBind(), numberBind()]);
  expect(out).toEqual([bytes.subarray(50_000), '50001', '100001']);
});

test('UTL_FILE writes and reads lines and bytes', async () => {
  const block = `DECLARE f UTL_FILE.FILE_TYPE; t VARCHAR2(100); r RAW(100);
  BEGIN
    f := UTL_FILE.FOPEN('DUMPS', 'notes.txt', 'w');
    UTL_FILE.PUT_LINE(f, 'one'); UTL_FILE.PUT_LINE(f, 'two'); UTL_FILE.FCLOSE(f);
    f := UTL_FILE.FOPEN('DUMPS', 'notes.txt', 'r');
    LOOP
      BEGIN UTL_FILE.GET_LINE(f, t); EXCEPTION WHEN NO_DATA_FOUND THEN EXIT; END;
      :t := :t || t || ';';
    END LOOP;
    IF UTL_FILE.IS_OPEN(f) THEN UTL_FILE.FCLOSE(f); END IF;
    f := UTL_FILE.FOPEN('DUMPS', 'notes.txt', 'ab', 32767);
    UTL_FILE.PUT_RAW(f, HEXTORAW('00FF'), TRUE); UTL_FILE.FCLOSE(f);
    f := UTL_FILE.FOPEN('DUMPS', 'notes.txt', 'rb', 32767);
    UTL_FILE.GET_RAW(f, r, 5); :r := r; UTL_FILE.FCLOSE(f);
  END;`;
  expect(await bench.run(bench.session(), block, [textBind(), textBind()])).toEqual(['one;two;', '6F6E650A74']);
  expect(readFileSync(join(bench.dumpFolder, 'notes.txt'))).toEqual(Buffer.from('one\ntwo\n\0\xff', 'latin1'));
});

test('UTL_FILE tells attributes, renames and removes', async () => {
  put('old.dmp');
  const block = `DECLARE e BOOLEAN; n NUMBER; b PLS_INTEGER; gone BOOLEAN; BEGIN
    UTL_FILE.FRENAME('DUMPS', 'old.dmp', 'DUMPS', 'new.dmp');
    UTL_FILE.FGETATTR('DUMPS', 'new.dmp', e, n, b);
    UTL_FILE.FREMOVE('DUMPS', 'new.dmp');
    :n := CASE WHEN e THEN n END;
    UTL_FILE.FGETATTR('DUMPS', 'new.dmp', gone, n, b);
    IF NOT gone AND n IS NULL THEN :gone := 'gone'; END IF;
  END;`;
  expect(await bench.run(bench.session(), block, [numberBind(), textBind()])).toEqual(['100000', 'gone']);
});

test.each([
  [`f := UTL_FILE.FOPEN('NOWHERE', 'x', 'r')`, 'ORA-29280'],
  [`f := UTL_FILE.FOPEN('DUMPS', 'x', 'q')`, 'ORA-29281'],
  [`f := UTL_FILE.FOPEN('DUMPS', 'nothing', 'r')`, 'ORA-29283: invalid file operation: cannot open file'],
  [`f := UTL_FILE.FOPEN('DUMPS', 'a/b', 'r')`, 'ORA-29288'],
  [`f := UTL_FILE.FOPEN('DUMPS', 'x', 'w', 40000)`, 'ORA-29287'],
  [`UTL_FILE.FREMOVE('DUMPS', 'nothing')`, 'ORA-29283'],
  [`UTL_FILE.PUT_LINE(f, 'x')`, 'ORA-29282'],
])('%s is %s', async (statement, expected) => {
  const error = await bench.failure(bench.session(), `DECLARE f UTL_FILE.FILE_TYPE; BEGIN ${statement}; END;`);
  expect(error.message).toContain(expected);
  expect(error.message).toContain('ORA-06512: at "SYS.UTL_FILE", line');
});

test('DBMS_FLASHBACK gives the current SCN to who may execute it', async () => {
  const grant = {
    owner: 'SYS',
    object: 'DBMS_FLASHBACK',
    type: 'PACKAGE' as const,
    privilege: 'EXECUTE',
    grantor: 'SYS',
    grantable: false,
  };
  bench.database.users.grants.grantObject('REDOUBT', grant);
  const out = await bench.run(bench.session(), 'BEGIN :s := DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER; END;', [
    numberBind(),
  ]);
  expect(Number(out[0])).toBeGreaterThan(0);
});

test('module and action of a session are kept, cut to their length', async () => {
  const session = bench.session();
  await bench.run(session, `BEGIN DBMS_APPLICATION_INFO.SET_MODULE(RPAD('m', 80, 'm'), 'copy'); END;`);
  expect(bench.packages.information.of(session)).toMatchObject({ module: 'm'.repeat(64), action: 'copy' });
});

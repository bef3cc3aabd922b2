import type { BindValue, SqlValue } from '../../../../src/sandbox/oracle/engine';
import { BlockBench, numberBind, textBind } from './block-bench';

let bench: BlockBench;
beforeAll(() => {
  bench = new BlockBench();
});
afterAll(() => bench.close());

function evaluate(expression: string, bind: BindValue = textBind()): Promise<readonly SqlValue[]> {
  return bench.run(bench.session(), `BEGIN :result := ${expression}; END;`, [bind]);
}

test.each([
  ["'a' || NULL || 1.50", 'a1.5'],
  ['0.1 + 0.2', '.3'],
  ['1 / 4', '.25'],
  ['-7', '-7'],
  ['2 ** 62 + 1', '4611686018427387905'],
  ['10 - 2 - 3', '5'],
  ['2 + 3 * 4', '14'],
  ["SUBSTR('abcdef', -2)", 'ef'],
  ["SUBSTR('abcdef', 2, 3)", 'bcd'],
  ["INSTR('banana', 'an', 1, 2)", '4'],
  ["NVL(NULL, 'x')", 'x'],
  ['GREATEST(1, 3, 2)', '3'],
  ["LPAD('7', 3, '0')", '007'],
  ['BITAND(13, 8)', '8'],
  ["TO_CHAR(12345.678, 'FM999,990.00')", '12,345.68'],
  ["TO_NUMBER('12345678901234567890')", '12345678901234567890'],
  ["UPPER('é')", 'É'],
  ["q'[it's]'", "it's"],
  ["CASE WHEN 1 = 2 THEN 'a' WHEN 'x' LIKE 'x%' THEN 'b' END", 'b'],
  ["CASE 3 WHEN 1 THEN 'one' ELSE 'more' END", 'more'],
  ["CASE WHEN 2 BETWEEN 1 AND 3 AND 2 NOT IN (4, 5) THEN 'in' ELSE 'out' END", 'in'],
  ["''", null],
])('%s is %s', async (expression, expected) => {
  expect(await evaluate(expression)).toEqual([expected]);
});

test('binds have the direction of their use', async () => {
  const block = 'BEGIN :o := :i + 1; :io := :io * 2; END;';
  const binds = [numberBind(), numberBind('4'), numberBind('21')];
  const reply = await bench.engine.execute(bench.session(), block, binds, new AbortController().signal);
  expect(reply).toEqual({ kind: 'block', directions: ['out', 'in', 'inout'], outValues: ['5', '42'] });
});

test('a placeholder that occurs twice is one bind', async () => {
  expect(await bench.run(bench.session(), 'BEGIN :x := :a || :A; END;', [textBind(), textBind('z')])).toEqual(['zz']);
});

test('loops, EXIT WHEN, CONTINUE and reversed ranges', async () => {
  const block = `DECLARE t VARCHAR2(100); n PLS_INTEGER := 0;
  BEGIN
    FOR i IN REVERSE 1..3 LOOP t := t || i; END LOOP;
    LOOP n := n + 1; CONTINUE WHEN n = 2; t := t || '-' || n; EXIT WHEN n >= 3; END LOOP;
    WHILE n > 0 LOOP n := n - 1; END LOOP;
    :t := t || ':' || n;
  END;`;
  expect(await bench.run(bench.session(), block, [textBind()])).toEqual(['321-1-3:0']);
});

test('a text longer than its variable is ORA-06502 with the line', async () => {
  const error = await bench.failure(bench.session(), `DECLARE t VARCHAR2(3);\nBEGIN\n  t := 'abcd';\nEND;`);
  expect(error.message).toBe(
    'ORA-06502: PL/SQL: numeric or value error: character string buffer too small\nORA-06512: at line 3',
  );
});

test('a text longer than its OUT bind is ORA-06502', async () => {
  const error = await bench.failure(bench.session(), `BEGIN :t := 'abcd'; END;`, [textBind(null, 3)]);
  expect(error.code).toBe(6502);
});

test('a text that is no number is ORA-06502', async () => {
  const error = await bench.failure(bench.session(), `DECLARE n NUMBER; BEGIN n := 'x1'; END;`);
  expect(error.message).toContain('ORA-06502: PL/SQL: numeric or value error: character to number conversion error');
});

test('an unhandled exception of the block is ORA-06510', async () => {
  expect((await bench.failure(bench.session(), 'DECLARE e EXCEPTION; BEGIN RAISE e; END;')).code).toBe(6510);
});

test('EXCEPTION_INIT ties an exception to a number, both ways', async () => {
  const block = `DECLARE gone EXCEPTION; PRAGMA EXCEPTION_INIT(gone, -31623);
  BEGIN
    DBMS_DATAPUMP.DETACH(999);
  EXCEPTION
    WHEN NO_DATA_FOUND OR gone THEN :r := SQLCODE || ' ' || SQLERRM;
  END;`;
  expect(await bench.run(bench.session(), block, [textBind()])).toEqual([
    '-31623 ORA-31623: a job is not attached to this session via the specified handle',
  ]);
});

test("a package's exceptions are caught by their names", async () => {
  const block = `BEGIN DBMS_DATAPUMP.DETACH(999); EXCEPTION WHEN DBMS_DATAPUMP.INVALID_HANDLE THEN :r := 'caught'; END;`;
  expect(await bench.run(bench.session(), block, [textBind()])).toEqual(['caught']);
});

test('an error of a package has its frames under it, and the line of the block last', async () => {
  const error = await bench.failure(bench.session(), `BEGIN\n  NULL;\n  DBMS_DATAPUMP.DETACH(999);\nEND;`);
  expect(error.message.split('\n')).toEqual([
    'ORA-31623: a job is not attached to this session via the specified handle',
    expect.stringContaining('ORA-06512: at "SYS.DBMS_SYS_ERROR", line'),
    expect.stringContaining('ORA-06512: at "SYS.DBMS_DATAPUMP", line'),
    expect.stringContaining('ORA-06512: at "SYS.DBMS_DATAPUMP", line'),
    'ORA-06512: at line 3',
  ]);
});

test('RAISE in a handler keeps the error and adds its line', async () => {
  const block = `BEGIN\n  :x := 1 / 0;\nEXCEPTION WHEN OTHERS THEN\n  RAISE;\nEND;`;
  expect((await bench.failure(bench.session(), block, [numberBind()])).message).toBe(
    'ORA-01476: divisor is equal to zero\nORA-06512: at line 4\nORA-06512: at line 2',
  );
});

test('RAISE_APPLICATION_ERROR raises its own number and keeps the stack when asked to', async () => {
  const block = `DECLARE n NUMBER; BEGIN n := 1 / 0;
  EXCEPTION WHEN ZERO_DIVIDE THEN RAISE_APPLICATION_ERROR(-20007, 'no: ' || SQLERRM, TRUE); END;`;
  const error = await bench.failure(bench.session(), block);
  expect(error.code).toBe(20_007);
  expect(error.message).toMatch(/^ORA-20007: no: ORA-01476: .*\nORA-06512: at line 2\nORA-01476: divisor/);
  const outOfRange = await bench.failure(bench.session(), `BEGIN RAISE_APPLICATION_ERROR(-1, 'x'); END;`);
  expect(outOfRange.code).toBe(21_000);
});

test('an exception that a nested block handles does not reach the outer one', async () => {
  const block = `BEGIN
    BEGIN RAISE NO_DATA_FOUND; EXCEPTION WHEN NO_DATA_FOUND THEN NULL; END;
    :r := 'on';
  EXCEPTION WHEN OTHERS THEN :r := 'off'; END;`;
  expect(await bench.run(bench.session(), block, [textBind()])).toEqual(['on']);
});

test('DBMS_UTILITY gives the stack of the error that is handled', async () => {
  const block = `DECLARE n NUMBER;\nBEGIN\n  n := 1 / 0;\nEXCEPTION WHEN OTHERS THEN\n  :s := DBMS_UTILITY.FORMAT_ERROR_STACK; :b := DBMS_UTILITY.FORMAT_ERROR_BACKTRACE;\nEND;`;
  const [stack, backtrace] = await bench.run(bench.session(), block, [textBind(), textBind()]);
  expect(stack).toContain('ORA-01476: divisor is equal to zero');
  expect(backtrace).toBe('ORA-06512: at line 3');
});

test('SELECT INTO fills variables, its errors are those of the language', async () => {
  bench.sql.answer = (_sql, binds) =>
    binds[0]?.value === 'many' ? [['1'], ['2']] : binds[0]?.value === 'none' ? [] : [['7']];
  const block = `DECLARE v VARCHAR2(10) := :v; n NUMBER; BEGIN SELECT COUNT(*) INTO n FROM t WHERE k = v; :n := n; END;`;
  const run = (value: string) => bench.run(bench.session(), block, [textBind(value), numberBind()]);
  expect(await run('one')).toEqual(['7']);
  expect(bench.sql.seen.at(-1)).toBe('SELECT COUNT(*) FROM t WHERE k = :B1');
  await expect(run('none')).rejects.toMatchObject({ code: 1403 });
  await expect(run('many')).rejects.toMatchObject({ code: 1422 });
});

test('EXECUTE IMMEDIATE runs its text with its binds', async () => {
  bench.sql.answer = (_sql, binds) => [[binds[0]?.value ?? null]];
  const block = `DECLARE t VARCHAR2(20); BEGIN
    EXECUTE IMMEDIATE 'DROP TABLE "X"."Y" PURGE';
    EXECUTE IMMEDIATE 'SELECT :1 FROM dual' INTO t USING 'z';
    :t := t;
  END;`;
  expect(await bench.run(bench.session(), block, [textBind()])).toEqual(['z']);
  expect(bench.sql.seen).toContain('DROP TABLE "X"."Y" PURGE');
});

test('a cancelled block ends with ORA-01013, and no handler catches that', async () => {
  const controller = new AbortController();
  const block = `BEGIN LOOP NULL; END LOOP; EXCEPTION WHEN OTHERS THEN NULL; END;`;
  const running = bench.engine.execute(bench.session(), block, [], controller.signal);
  setImmediate(() => controller.abort());
  await expect(running).rejects.toMatchObject({ code: 1013 });
});

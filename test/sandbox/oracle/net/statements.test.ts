import oracledb from 'oracledb';
import { OracleServerError, type ColumnInfo } from '../../../../src/sandbox/oracle/engine';
import { protocols } from '../../../../src/sandbox/oracle/net/dialect';
import { NetFixture } from './net-fixture';
import { rowsOf } from './scripted-engine';

const text = (name: string, maxSize = 100): ColumnInfo => ({ name, type: 'VARCHAR2', maxSize, nullable: true });
const number = (name: string): ColumnInfo => ({ name, type: 'NUMBER', nullable: true });

describe.each(protocols)('over %s', (protocol) => {
  let net: NetFixture;
  let connection: oracledb.Connection;
  beforeEach(async () => {
    net = await new NetFixture({ protocol }).start();
    connection = await net.connect();
  });
  afterEach(async () => {
    await connection.close().catch(() => undefined);
    await net[Symbol.asyncDispose]();
  });
  const calls = () => net.engine.sessions[0]?.calls;

  test('every type and its NULL arrive, and the columns are described', async () => {
    const columns: ColumnInfo[] = [
      text('T'),
      { name: 'C', type: 'CHAR', maxSize: 3, nullable: false },
      { name: 'N', type: 'NUMBER', precision: 10, scale: 2, nullable: true },
      { name: 'D', type: 'DATE', nullable: true },
      { name: 'TS', type: 'TIMESTAMP', nullable: true },
      { name: 'R', type: 'RAW', maxSize: 16, nullable: true },
      { name: 'BD', type: 'BINARY_DOUBLE', nullable: true },
      { name: 'ROW_ID', type: 'ROWID', nullable: true },
    ];
    const full = ['ä€', 'abc', '-12.5', '2026-11-23 08:15:00', '2026-11-23 08:15:00.25', Buffer.from('00ff', 'hex')];
    const rows = [[...full, '1.5', 'AAAR3sAAEAAAACXAAA'], columns.map(() => null)];
    net.engine.scripts.set('select types', () => rowsOf(columns, rows));
    const result = await connection.execute('select types');
    expect(result.rows).toEqual([
      [
        'ä€',
        'abc',
        -12.5,
        new Date(2026, 10, 23, 8, 15),
        new Date(2026, 10, 23, 8, 15, 0, 250),
        Buffer.from('00ff', 'hex'),
        1.5,
        'AAAR3sAAEAAAACXAAA',
      ],
      columns.map(() => null),
    ]);
    expect(result.metaData?.map(({ name, dbTypeName, nullable }) => ({ name, dbTypeName, nullable }))).toEqual(
      columns.map(({ name, type, nullable }) => ({ name, dbTypeName: type, nullable })),
    );
    expect(result.metaData?.[0]).toMatchObject({ byteSize: 100 });
    expect(result.metaData?.[2]).toMatchObject({ precision: 10, scale: 2 });
  });

  test('10,000 rows arrive in several fetches, in order', async () => {
    const all = Array.from({ length: 10_000 }, (_, index) => [String(index), `row ${String(index)}`]);
    net.engine.scripts.set('select many', () => rowsOf([number('N'), text('T')], all));
    const result = await connection.execute<[number, string]>('select many', [], { fetchArraySize: 777 });
    expect(result.rows).toEqual(all.map(([n, t]) => [Number(n), t]));
  });

  test('a result set can be left half-read', async () => {
    let isReturned = false;
    net.engine.scripts.set('select endless', () => ({
      kind: 'rows',
      columns: [number('N')],
      rows: {
        next: () => ({ done: false, value: ['1'] }),
        return: () => {
          isReturned = true;
          return { done: true, value: undefined };
        },
      },
    }));
    const { resultSet } = await connection.execute('select endless', [], { resultSet: true });
    expect(await resultSet?.getRows(150)).toHaveLength(150);
    await resultSet?.close();
    await connection.ping();
    expect(isReturned).toBe(true);
  });

  test('300 columns of long text arrive', async () => {
    const columns = Array.from({ length: 300 }, (_, index) => text(`COLUMN_${String(index)}`, 4000));
    const row = columns.map((_, index) => String(index).repeat(900).slice(0, 2000));
    net.engine.scripts.set('select wide', () => rowsOf(columns, [row, row, row]));
    expect((await connection.execute('select wide')).rows).toEqual([row, row, row]);
  });

  test('an error behind some rows keeps the session usable', async () => {
    const rows = function* () {
      yield ['1'];
      throw new OracleServerError(1555, 'ORA-01555: snapshot too old');
    };
    net.engine.scripts.set('select old', () => rowsOf([number('N')], rows()));
    await expect(connection.execute('select old')).rejects.toMatchObject({ errorNum: 1555 });
    await connection.ping();
  });

  test('a statement runs again and again with new binds', async () => {
    net.engine.scripts.set('select :n, :t from dual', ({ binds }) =>
      rowsOf([number('N'), text('T')], [binds.map(({ value }) => value)]),
    );
    for (const [n, t] of [
      [1, 'one'],
      [2, 'two'],
      [3, null],
      [-4.25, 'x'.repeat(3000)],
      [5, 'five'],
    ]) {
      const result = await connection.execute('select :n, :t from dual', { n: n ?? null, t: t ?? null });
      expect(result.rows).toEqual([[n, t]]);
    }
  });

  test('binds arrive in the order of their places with their types and values', async () => {
    const seen: unknown[] = [];
    net.engine.scripts.set('insert into t values (:1, :2, :3, :4, :5)', ({ binds }) => {
      seen.push(...binds.map(({ type, value }) => [type, value]));
      return { kind: 'done', rowCount: 1 };
    });
    const when = new Date(Date.UTC(2026, 10, 23, 8, 15, 0, 250));
    const values = ['text', 1e10, { type: oracledb.DB_TYPE_TIMESTAMP_TZ, val: when }, Buffer.from([1, 2]), null];
    const result = await connection.execute('insert into t values (:1, :2, :3, :4, :5)', values);
    expect(result.rowsAffected).toBe(1);
    expect(seen).toEqual([
      ['VARCHAR2', 'text'],
      ['NUMBER', '10000000000'],
      ['TIMESTAMP', '2026-11-23 08:15:00.250000000'],
      ['RAW', Buffer.from([1, 2])],
      ['VARCHAR2', null],
    ]);
  });

  test('executeMany runs the statement once a row', async () => {
    const seen: unknown[] = [];
    net.engine.scripts.set('insert into t values (:1, :2)', ({ binds }) => {
      seen.push(binds.map(({ value }) => value));
      return { kind: 'done', rowCount: 1 };
    });
    const rows = Array.from({ length: 500 }, (_, index) => [index, `row ${String(index)}`]);
    const options = { dmlRowCounts: true, autoCommit: true };
    const result = await connection.executeMany('insert into t values (:1, :2)', rows, options);
    expect(result.rowsAffected).toBe(500);
    expect(result.dmlRowCounts).toEqual(Array(500).fill(1));
    expect(seen).toEqual(rows.map(([n, t]) => [String(n), t]));
    expect(calls()?.at(-1)).toBe('(commit)');
  });

  test('autoCommit commits behind the statement, and commit and rollback reach the engine', async () => {
    net.engine.scripts.set('delete from t', () => ({ kind: 'done', rowCount: 3 }));
    for (let run = 0; run < 3; run++) {
      expect((await connection.execute('delete from t', [], { autoCommit: true })).rowsAffected).toBe(3);
    }
    await connection.commit();
    await connection.rollback();
    const once = ['delete from t', '(commit)'];
    expect(calls()).toEqual([...once, ...once, ...once, '(commit)', '(rollback)']);
  });

  test('DDL runs again and again', async () => {
    net.engine.scripts.set('create table t (n number)', () => ({ kind: 'done', rowCount: 0 }));
    for (let run = 0; run < 3; run++) await connection.execute('create table t (n number)');
    expect(calls()).toHaveLength(3);
  });

  test('an error has its number, text and position', async () => {
    net.engine.scripts.set('select x', () => {
      throw new OracleServerError(904, 'ORA-00904: "X": invalid identifier', 7);
    });
    await expect(connection.execute('select x')).rejects.toMatchObject({
      errorNum: 904,
      offset: 7,
      message: expect.stringContaining('ORA-00904: "X": invalid identifier') as string,
    });
  });

  test('a number over 65535 and a stack of several lines arrive whole', async () => {
    const stack = 'ORA-100000: far out\nORA-06512: at line 1';
    net.engine.scripts.set('select far', () => {
      throw new OracleServerError(100_000, stack);
    });
    await expect(connection.execute('select far')).rejects.toMatchObject({
      errorNum: 100_000,
      message: expect.stringContaining(stack) as string,
    });
  });

  test('a bug of the engine is ORA-00600, and the server lives on', async () => {
    net.engine.scripts.set('select bug', () => {
      throw new TypeError('no such thing');
    });
    await expect(connection.execute('select bug')).rejects.toThrow('ORA-00600');
    // The driver gives the session up by itself: it takes this error for the end.
    connection = await net.connect();
    await connection.ping();
  });

  test('a statement that failed once can succeed later', async () => {
    let runs = 0;
    net.engine.scripts.set('select flaky', () => {
      if (runs++ % 2 === 0) throw new OracleServerError(1555, 'ORA-01555: snapshot too old');
      return rowsOf([number('N')], [['1']]);
    });
    for (let round = 0; round < 3; round++) {
      await expect(connection.execute('select flaky')).rejects.toMatchObject({ errorNum: 1555 });
      expect((await connection.execute('select flaky')).rows).toEqual([[1]]);
    }
  });

  test('more statements than the cache holds close their cursors', async () => {
    for (let index = 0; index < 700; index++) {
      const sql = `select ${String(index)} from dual`;
      net.engine.scripts.set(sql, () => rowsOf([number('N')], [[String(index)]]));
      expect((await connection.execute(sql)).rows).toEqual([[index]]);
    }
  });

  test('what the server does not do is refused clearly', async () => {
    net.engine.scripts.set('begin p(:j); end;', () => ({ kind: 'block', directions: ['in'], outValues: [] }));
    const bind = { j: { type: oracledb.DB_TYPE_JSON, val: { a: 1 } } };
    await expect(connection.execute('begin p(:j); end;', bind)).rejects.toThrow('ORA-03115');
    const returning = 'insert into t values (1) returning n into :n';
    await expect(
      connection.execute(returning, { n: { dir: oracledb.BIND_OUT, type: oracledb.NUMBER } }),
    ).rejects.toThrow('ORA-03001');
    await connection.ping();
  });

  test('the columns of a query can be asked for alone', async () => {
    net.engine.scripts.set('select n from t', () => rowsOf([number('N')], [['1']]));
    const info = await connection.getStatementInfo('select n from t');
    expect(info.metaData?.map(({ name }) => name)).toEqual(['N']);
  });

  test('module, action, client identifier and schema travel along', async () => {
    net.engine.scripts.set('ALTER SESSION SET CURRENT_SCHEMA = "HR"', () => ({ kind: 'done', rowCount: 0 }));
    connection.module = 'redoubt';
    connection.action = 'copy';
    connection.clientId = 'host1';
    connection.clientInfo = 'x'.repeat(60);
    connection.currentSchema = 'HR';
    await connection.ping();
    expect(calls()).toEqual(['ALTER SESSION SET CURRENT_SCHEMA = "HR"']);
  });

  test('two sessions work at the same time', async () => {
    const other = await net.connect();
    const release: (() => void)[] = [];
    net.engine.scripts.set('select slow', async () => {
      await new Promise<void>((resolve) => release.push(resolve));
      return rowsOf([number('N')], [['1']]);
    });
    net.engine.scripts.set('select fast', () => {
      release.shift()?.();
      return rowsOf([number('N')], [['2']]);
    });
    const slow = connection.execute('select slow');
    while (release.length === 0) await other.ping();
    expect((await other.execute('select fast')).rows).toEqual([[2]]);
    expect((await slow).rows).toEqual([[1]]);
    await other.close();
  });
});

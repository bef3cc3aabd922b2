import oracledb from 'oracledb';
import type { SqlValue } from '../../../../src/sandbox/oracle/engine';
import { protocols } from '../../../../src/sandbox/oracle/net/dialect';
import { NetFixture } from './net-fixture';
import { rowsOf } from './scripted-engine';

const string = (maxSize: number) => ({ dir: oracledb.BIND_OUT, type: oracledb.STRING, maxSize });

describe.each(protocols)('over %s', (protocol) => {
  let net: NetFixture;
  let connection: oracledb.Connection;
  beforeEach(async () => {
    net = await new NetFixture({ protocol }).start();
    connection = await net.connect();
  });
  afterEach(async () => {
    await connection.close();
    await net[Symbol.asyncDispose]();
  });

  test('IN, OUT and IN OUT binds work on the first, second and third run', async () => {
    const block = 'begin :o := :i; :io := :io || :i; end;';
    net.engine.scripts.set(block, ({ binds }) => {
      const [, i, io] = binds.map(({ value }) => value as string);
      return { kind: 'block', directions: ['out', 'in', 'inout'], outValues: [i ?? null, `${io ?? ''}${i ?? ''}`] };
    });
    for (const i of ['a', 'bb', 'ccc', 'dddd']) {
      const io = { dir: oracledb.BIND_INOUT, type: oracledb.STRING, maxSize: 20, val: 'x' };
      const { outBinds } = await connection.execute(block, { o: string(10), i, io });
      expect(outBinds).toEqual({ o: i, io: `x${i}` });
    }
  });

  test('every type comes out, and its NULL', async () => {
    const block = 'begin p(:t, :n, :d, :ts, :r, :bd, :bi); end;';
    const values: SqlValue[] = [
      'text',
      '-12.5',
      '2026-11-23 08:15:00',
      '2026-11-23 08:15:00.25',
      Buffer.from([1, 2]),
      '1.5',
      '7',
    ];
    let isNull = false;
    net.engine.scripts.set(block, () => ({
      kind: 'block',
      directions: values.map(() => 'out' as const),
      outValues: isNull ? values.map(() => null) : values,
    }));
    const out = (type: oracledb.DbType | number, maxSize?: number) => ({
      dir: oracledb.BIND_OUT,
      type,
      ...(maxSize === undefined ? {} : { maxSize }),
    });
    const binds = {
      t: out(oracledb.STRING, 100),
      n: out(oracledb.NUMBER),
      d: out(oracledb.DB_TYPE_DATE),
      ts: out(oracledb.DB_TYPE_TIMESTAMP),
      r: out(oracledb.BUFFER, 100),
      bd: out(oracledb.DB_TYPE_BINARY_DOUBLE),
      bi: out(oracledb.DB_TYPE_BINARY_INTEGER),
    };
    expect((await connection.execute(block, binds)).outBinds).toEqual({
      t: 'text',
      n: -12.5,
      d: new Date(2026, 10, 23, 8, 15),
      ts: new Date(2026, 10, 23, 8, 15, 0, 250),
      r: Buffer.from([1, 2]),
      bd: 1.5,
      bi: 7,
    });
    isNull = true;
    const nulls = { t: null, n: null, d: null, ts: null, r: null, bd: null, bi: null };
    expect((await connection.execute(block, binds)).outBinds).toEqual(nulls);
  });

  test('32,767 bytes go in and come out', async () => {
    net.engine.scripts.set('begin :o := :i; end;', ({ binds }) => ({
      kind: 'block',
      directions: ['out', 'in'],
      outValues: [binds[1]?.value ?? null],
    }));
    const big = 'ä'.repeat(16_383) + 'x';
    for (let run = 0; run < 3; run++) {
      const { outBinds } = await connection.execute('begin :o := :i; end;', { o: string(32_767), i: big });
      expect(outBinds).toEqual({ o: big });
    }
  });

  test('a RAW of 32,767 bytes comes out, many of them in one call', async () => {
    const names = Array.from({ length: 32 }, (_, index) => `r${String(index)}`);
    const block = `begin ${names.map((name) => `p(:${name});`).join(' ')} end;`;
    const raws = names.map((_, index) => Buffer.alloc(32_767, index));
    net.engine.scripts.set(block, () => ({ kind: 'block', directions: names.map(() => 'out'), outValues: raws }));
    const out = { dir: oracledb.BIND_OUT, type: oracledb.BUFFER, maxSize: 32_767 };
    const binds = Object.fromEntries(names.map((name) => [name, out]));
    const { outBinds } = await connection.execute<Record<string, Buffer>>(block, binds);
    expect(names.map((name, index) => raws[index]?.equals(outBinds?.[name] ?? Buffer.alloc(0)))).toEqual(
      names.map(() => true),
    );
  });

  test('executeMany of a block gives the OUT values of every row', async () => {
    const block = 'begin :o := :i * 2; end;';
    net.engine.scripts.set(block, ({ binds }) => ({
      kind: 'block',
      directions: ['out', 'in'],
      outValues: [String(Number(binds[1]?.value) * 2)],
    }));
    const bindDefs = { o: { dir: oracledb.BIND_OUT, type: oracledb.NUMBER }, i: { type: oracledb.NUMBER } };
    const result = await connection.executeMany(block, [{ i: 1 }, { i: 2 }, { i: 3 }], { bindDefs });
    expect(result.outBinds).toEqual([{ o: 2 }, { o: 4 }, { o: 6 }]);
  });

  test('a block without binds runs again and again', async () => {
    net.engine.scripts.set('begin null; end;', () => ({ kind: 'block', directions: [], outValues: [] }));
    for (let run = 0; run < 3; run++) await connection.execute('begin null; end;');
    expect(net.engine.sessions[0]?.calls).toHaveLength(3);
  });

  test('CLOBs and BLOBs go in and come out', async () => {
    const block = 'begin :oc := :ic; :ob := :ib; end;';
    net.engine.scripts.set(block, ({ binds }) => ({
      kind: 'block',
      directions: ['out', 'in', 'out', 'in'],
      outValues: [binds[1]?.value ?? null, binds[3]?.value ?? null],
    }));
    const [text, bytes] = ['ä'.repeat(100_000), Buffer.alloc(100_000, 7)];
    const { outBinds } = await connection.execute<{ oc: oracledb.Lob; ob: oracledb.Lob }>(block, {
      oc: { dir: oracledb.BIND_OUT, type: oracledb.CLOB },
      ic: { type: oracledb.CLOB, val: text },
      ob: { dir: oracledb.BIND_OUT, type: oracledb.BLOB },
      ib: { type: oracledb.BLOB, val: bytes },
    });
    expect(await outBinds?.oc.getData()).toBe(text);
    expect(bytes.equals((await outBinds?.ob.getData()) as Buffer)).toBe(true);
    expect(outBinds?.oc.length).toBe(100_000);
    await outBinds?.oc.close();
    await connection.ping();
    await expect(outBinds?.ob.getData(1, 3)).resolves.toEqual(Buffer.from([7, 7, 7]));
  });

  test('CLOB and BLOB columns are fetched by locator or whole', async () => {
    const columns = [
      { name: 'C', type: 'CLOB', nullable: true },
      { name: 'N', type: 'NUMBER', nullable: true },
      { name: 'B', type: 'BLOB', nullable: true },
    ] as const;
    const long = 'ü'.repeat(50_000);
    const rows = [
      [long, '1', Buffer.alloc(70_000, 1)],
      [null, '2', null],
      ['short', '3', Buffer.from([3])],
    ];
    net.engine.scripts.set('select c, n, b from t', () => rowsOf(columns, rows));
    const fetchInfo = { C: { type: oracledb.STRING }, B: { type: oracledb.BUFFER } };
    for (let run = 0; run < 3; run++) {
      const whole = await connection.execute('select c, n, b from t', [], { fetchInfo });
      expect(whole.rows).toEqual(rows.map(([c, n, b]) => [c, Number(n), b]));
    }
    const located = await connection.execute<[oracledb.Lob, number, oracledb.Lob]>('select c, n, b from t');
    expect(await located.rows?.[0]?.[0].getData()).toBe(long);
    expect(located.rows?.[1]).toEqual([null, 2, null]);
    expect(await located.rows?.[2]?.[2].getData()).toEqual(Buffer.from([3]));
  });
});

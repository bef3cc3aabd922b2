import * as fc from 'fast-check';

import { openTestEngine, type SqlClient } from './sql-client';

type Step =
  | {
      readonly kind: 'insert' | 'delete' | 'update';
      readonly session: number;
      readonly key: number;
      readonly text: string;
    }
  | { readonly kind: 'commit' | 'rollback'; readonly session: number };

const session = fc.integer({ min: 0, max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constantFrom('insert', 'delete', 'update'),
      session,
      key: fc.integer({ min: 0, max: 5 }),
      text: fc.string({ minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('commit', 'rollback'), session }) },
);

type Rows = ReadonlyMap<number, string>;

/** What the table should be: the committed rows, and those that each session sees. */
class Model {
  committed: Rows = new Map();
  readonly own: [Rows | undefined, Rows | undefined] = [undefined, undefined];

  seenBy(session: number): Rows {
    return this.own[session] ?? this.committed;
  }
}

function read(client: SqlClient, asOf = ''): Rows {
  return new Map(client.rows(`SELECT k, text FROM history${asOf}`).map(([key, text]) => [Number(key), text as string]));
}

function sorted(rows: Rows): readonly (readonly [number, string])[] {
  return [...rows].sort(([left], [right]) => left - right);
}

/** Only one session changes the table at a time: two would wait for each other on a real server. */
function apply(step: Step, clients: readonly SqlClient[], model: Model): void {
  const client = clients[step.session];
  if (client === undefined || model.own[1 - step.session] !== undefined) return;
  if (!('key' in step)) {
    client[step.kind]();
    if (step.kind === 'commit') model.committed = model.seenBy(step.session);
    model.own[step.session] = undefined;
    return;
  }
  const rows = new Map(model.seenBy(step.session));
  const exists = rows.has(step.key);
  if (step.kind === 'insert' && exists) {
    expect(() => client.run('INSERT INTO history VALUES (:1, :2)', String(step.key), step.text)).toThrow('ORA-00001');
    return;
  }
  if (step.kind === 'insert') client.run('INSERT INTO history VALUES (:1, :2)', String(step.key), step.text);
  else {
    const sql = step.kind === 'update' ? 'UPDATE history SET text = :1 WHERE k = :2' : 'DELETE history WHERE k = :2';
    const binds = step.kind === 'update' ? [step.text, String(step.key)] : [String(step.key)];
    expect(client.run(sql, ...binds)).toBe(exists ? 1 : 0);
  }
  if (step.kind === 'delete') rows.delete(step.key);
  else if (step.kind === 'insert' || exists) rows.set(step.key, step.text);
  model.own[step.session] = rows;
}

test('every SCN shows the rows that were committed by then, and each session also its own changes', () => {
  using test = openTestEngine();
  const clients = [test.connect('SALES'), test.connect('SALES')];
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const [first] = clients;
      if (first === undefined) throw new Error('no client');
      first.run('CREATE TABLE history (k NUMBER(5) PRIMARY KEY, text VARCHAR2(20))');
      const model = new Model();
      const past: [bigint, Rows][] = [];
      for (const each of steps) {
        past.push([test.database.currentScn(), model.committed]);
        apply(each, clients, model);
        for (const [index, client] of clients.entries())
          expect(sorted(read(client))).toEqual(sorted(model.seenBy(index)));
      }
      for (const [scn, rows] of past) {
        expect(sorted(read(first, ` AS OF SCN ${scn}`))).toEqual(sorted(rows));
        expect(test.database.rowCount('SALES', 'HISTORY', scn)).toBe(rows.size);
      }
      for (const client of clients) client.rollback();
      first.run('DROP TABLE history PURGE');
    }),
    { numRuns: 40 },
  );
});

test('a query keeps to the rows of its start while its rows are fetched', () => {
  using test = openTestEngine();
  const reader = test.connect('SALES');
  const writer = test.connect('SALES');
  reader.run('CREATE TABLE numbers (n NUMBER)');
  for (let n = 1; n <= 50; n += 1) reader.run('INSERT INTO numbers VALUES (:n)', String(n));
  reader.commit();
  const reply = test.engine.execute(reader.caller, 'SELECT n FROM numbers ORDER BY ROWID', []);
  if (reply.kind !== 'rows') throw new Error('no query');
  expect(reply.rows.next().value).toEqual(['1']);
  writer.run('DELETE FROM numbers WHERE n > 10');
  writer.run('UPDATE numbers SET n = n + 1000');
  writer.commit();
  writer.run('DROP TABLE numbers');
  const { rows } = reply;
  expect([...{ [Symbol.iterator]: () => rows }].map(([n]) => Number(n))).toEqual(
    Array.from({ length: 49 }, (_, index) => index + 2),
  );
});

test('what a crash left uncommitted is gone after the restart', () => {
  using test = openTestEngine();
  const sales = test.connect('SALES');
  sales.run('CREATE TABLE t (n NUMBER)');
  sales.run('INSERT INTO t VALUES (1)');
  sales.commit();
  sales.run('INSERT INTO t VALUES (2)');
  sales.run('DELETE t WHERE n = 1');
  using again = test.restart();
  expect(again.connect('SALES').rows('SELECT n FROM t')).toEqual([['1']]);
});

test.each([
  ['TRUNCATE TABLE t', 'ORA-01466: unable to read data - table definition has changed'],
  ['DROP TABLE t', 'ORA-00942: table or view does not exist'],
])('%s leaves nothing to look back at', (ddl, error) => {
  using test = openTestEngine();
  const sales = test.connect('SALES');
  sales.run('CREATE TABLE t (n NUMBER)');
  sales.run('INSERT INTO t VALUES (1)');
  sales.commit();
  const scn = test.database.currentScn();
  expect(sales.value(`SELECT COUNT(*) FROM t AS OF SCN ${scn}`)).toBe('1');
  sales.run(ddl);
  expect(() => sales.rows(`SELECT * FROM t AS OF SCN ${scn}`)).toThrow(error);
});

test('looking back needs FLASHBACK, or FLASHBACK ANY TABLE', () => {
  using test = openTestEngine();
  const [sales, plain] = [test.connect('SALES'), test.connect('PLAIN')];
  sales.run('CREATE TABLE t (n NUMBER)');
  sales.run('GRANT SELECT ON t TO plain');
  const query = `SELECT COUNT(*) FROM sales.t AS OF SCN ${test.database.currentScn()}`;
  expect(() => plain.value(query)).toThrow('ORA-01031: insufficient privileges');
  test.system.run('GRANT FLASHBACK ANY TABLE TO plain');
  expect(plain.value(query)).toBe('0');
});

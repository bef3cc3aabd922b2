import { bind, openTestEngine, type SqlClient, type TestEngine } from './sql-client';

let server: TestEngine;
let sales: SqlClient;

beforeAll(() => {
  server = openTestEngine();
  sales = server.connect('SALES');
  sales.run(`CREATE TABLE orders (id NUMBER(10) PRIMARY KEY, customer VARCHAR2(40) NOT NULL, total NUMBER(12,2),
    placed DATE, note CLOB, code CHAR(4), "Mixed Case" VARCHAR2(10))`);
  const insert = `INSERT INTO orders VALUES (:1, :2, :3, TO_DATE(:4, 'YYYY-MM-DD HH24:MI'), :5, :6, :7)`;
  sales.run(insert, '1', 'Ada', '10.50', '2024-01-31 10:15', 'first', 'A', 'x');
  sales.run(insert, '2', 'Bob', '20', '2024-02-01 00:00', null, 'B', null);
  sales.run(insert, '3', 'Ada', null, null, 'third', null, 'y');
  sales.commit();
});

afterAll(() => {
  server[Symbol.dispose]();
});

test.each([
  ['SELECT 1 + 2 * 3 FROM dual', '7'],
  ['SELECT 0.1 + 0.2 FROM dual', '0.3'],
  ['SELECT 1 / 3 FROM dual', '0.3333333333333333333333333333333333333333'],
  ['SELECT 12345678901234567890123 * 10 FROM dual', '123456789012345678901230'],
  [`SELECT 'a' || NULL || 'b' FROM dual`, 'ab'],
  [`SELECT '' FROM dual`, null],
  [`SELECT TO_CHAR(0.5) FROM dual`, '.5'],
  [`SELECT TO_CHAR(1234.5, 'FM999,990.00') FROM dual`, '1,234.50'],
  [`SELECT TO_CHAR(-7, '0009') FROM dual`, '-0007'],
  [`SELECT TO_CHAR(DATE '2024-02-29', 'DD-MON-RR') FROM dual`, '29-FEB-24'],
  [
    `SELECT TO_CHAR(TO_DATE('31.12.2023 23:59:58', 'DD.MM.YYYY HH24:MI:SS') + 1/24, 'YYYY-MM-DD HH24:MI:SS') FROM dual`,
    '2024-01-01 00:59:58',
  ],
  [`SELECT DATE '2024-03-01' - DATE '2024-02-01' FROM dual`, '29'],
  [`SELECT SUBSTR('Grüße', -3, 2) FROM dual`, 'üß'],
  [`SELECT NVL(NULL, 'x') FROM dual`, 'x'],
  [`SELECT CASE WHEN 1 < 2 THEN 'yes' ELSE 'no' END FROM dual`, 'yes'],
  [`SELECT DECODE(NULL, NULL, 'same', 'other') FROM dual`, 'same'],
  [`SELECT ROUND(2.345, 2) FROM dual`, '2.35'],
  [`SELECT TRUNC(-2.9) FROM dual`, '-2'],
  [`SELECT SYS_CONTEXT('USERENV', 'CURRENT_SCHEMA') FROM dual`, 'SALES'],
  [`SELECT user FROM dual`, 'SALES'],
  [`SELECT LENGTH('Grüße') FROM dual`, '5'],
  [`SELECT GREATEST(1, 10, 9) FROM dual`, '10'],
])('%s', (sql, value) => {
  expect(sales.value(sql)).toBe(value);
});

describe('queries of a table', () => {
  test('ORDER BY puts NULL last, and first when descending', () => {
    expect(sales.rows('SELECT id, total FROM orders ORDER BY total')).toEqual([
      ['1', '10.5'],
      ['2', '20'],
      ['3', null],
    ]);
    expect(sales.rows('SELECT id FROM orders ORDER BY total DESC')).toEqual([['3'], ['2'], ['1']]);
    expect(sales.rows('SELECT id AS n FROM orders ORDER BY n DESC OFFSET 1 ROW FETCH NEXT 1 ROWS ONLY')).toEqual([
      ['2'],
    ]);
  });

  test('groups, with HAVING, and aggregates that leave NULL out', () => {
    const sql = `SELECT customer, COUNT(*), COUNT(total), SUM(total), MIN(placed) FROM orders GROUP BY customer HAVING COUNT(*) > :n ORDER BY 1`;
    expect(sales.rows(sql, bind('NUMBER', '0'))).toEqual([
      ['Ada', '2', '1', '10.5', '2024-01-31 10:15:00'],
      ['Bob', '1', '1', '20', '2024-02-01 00:00:00'],
    ]);
    expect(sales.rows('SELECT AVG(total), MAX(note) FROM orders WHERE id > 100')).toEqual([[null, null]]);
  });

  test('ROWNUM ends a query before it is grouped or ordered', () => {
    expect(sales.value('SELECT COUNT(*) FROM orders WHERE ROWNUM <= 2')).toBe('2');
    expect(sales.rows('SELECT id FROM (SELECT id FROM orders ORDER BY id DESC) WHERE ROWNUM < 2')).toEqual([['3']]);
    expect(sales.rows('SELECT id FROM orders WHERE ROWNUM <= 2 AND id > 1 ORDER BY id DESC')).toEqual([['3'], ['2']]);
  });

  test('subqueries: IN, EXISTS of the row outside, a single value', () => {
    expect(sales.rows('SELECT id FROM orders WHERE total IN (SELECT MAX(total) FROM orders)')).toEqual([['2']]);
    const later =
      'SELECT id FROM orders o WHERE EXISTS (SELECT 1 FROM orders i WHERE i.customer = o.customer AND i.id > o.id)';
    expect(sales.rows(later)).toEqual([['1']]);
    expect(sales.value('SELECT (SELECT COUNT(*) FROM orders) * 2 FROM dual')).toBe('6');
  });

  test('joins, set operators, DISTINCT', () => {
    expect(sales.rows('SELECT a.id, b.id FROM orders a LEFT JOIN orders b ON b.id = a.id + 2 ORDER BY a.id')).toEqual([
      ['1', '3'],
      ['2', null],
      ['3', null],
    ]);
    expect(sales.rows('SELECT DISTINCT customer FROM orders ORDER BY customer')).toEqual([['Ada'], ['Bob']]);
    expect(sales.rows(`SELECT id FROM orders MINUS SELECT 2 FROM dual ORDER BY 1`)).toEqual([['1'], ['3']]);
    expect(sales.rows('SELECT id FROM orders WHERE id = 1 UNION ALL SELECT id FROM orders WHERE id = 1')).toHaveLength(
      2,
    );
  });

  test('CHAR is padded, and compares without its blanks', () => {
    expect(sales.rows(`SELECT id, code FROM orders WHERE code = 'A'`)).toEqual([['1', 'A   ']]);
  });

  test('names in quotes keep their case, and * and t.* name all columns', () => {
    expect(sales.value('SELECT "Mixed Case" FROM sales.orders WHERE id = 1')).toBe('x');
    expect(() => sales.value('SELECT Mixed_Case FROM orders')).toThrow('ORA-00904');
    expect(sales.columns('SELECT o.*, 1 AS n FROM orders o')).toHaveLength(8);
  });

  test('describes columns and expressions', () => {
    expect(
      sales.columns(
        'SELECT id, customer, total, placed, note, total * 2, COUNT (*) FROM orders GROUP BY id, customer, total, placed, note',
      ),
    ).toMatchObject([
      { name: 'ID', type: 'NUMBER', precision: 10, scale: 0, nullable: false },
      { name: 'CUSTOMER', type: 'VARCHAR2', maxSize: 40, nullable: false },
      { name: 'TOTAL', type: 'NUMBER', precision: 12, scale: 2, nullable: true },
      { name: 'PLACED', type: 'DATE' },
      { name: 'NOTE', type: 'CLOB' },
      { name: 'TOTAL*2', type: 'NUMBER' },
      { name: 'COUNT(*)', type: 'NUMBER' },
    ]);
  });

  test('ROWID and ORA_ROWSCN', () => {
    const rowid = sales.text('SELECT ROWID FROM orders WHERE id = 2');
    expect(rowid).toMatch(/^[A-Za-z0-9+/]{18}$/);
    expect(sales.value('SELECT id FROM orders WHERE ROWID = :r', rowid)).toBe('2');
    expect(BigInt(sales.text('SELECT MAX(ORA_ROWSCN) FROM orders'))).toBeLessThanOrEqual(server.database.currentScn());
  });

  test('NLS_DATE_FORMAT decides how dates and texts become each other', () => {
    const client = server.connect('SALES');
    expect(client.value('SELECT TO_CHAR(placed) FROM orders WHERE id = 1')).toBe('31-JAN-24');
    client.run(`ALTER SESSION SET NLS_DATE_FORMAT = 'YYYY-MM-DD' NLS_LANGUAGE = 'AMERICAN' TIME_ZONE = '+00:00'`);
    expect(client.value(`SELECT COUNT(*) FROM orders WHERE placed >= '2024-02-01'`)).toBe('1');
  });
});

test('numbers of any size keep their order', () => {
  const client = server.connect('SALES');
  client.run('CREATE TABLE numbers (n NUMBER)');
  const ordered = [
    '-123456789012345678901234567890',
    '-99.5',
    '-1',
    '0',
    '0.00000000000000000001',
    '0.5',
    '2',
    '9.99',
    '10',
    '1234567890.12345678901234',
    '98765432109876543210',
  ];
  for (const n of ordered.toReversed()) client.run('INSERT INTO numbers VALUES (:n)', bind('NUMBER', n));
  expect(client.rows('SELECT n FROM numbers ORDER BY n').flat()).toEqual(ordered);
  expect(client.rows('SELECT n FROM numbers WHERE n > 9.99 ORDER BY n').flat()).toEqual(ordered.slice(8));
  expect(client.rows('SELECT MIN(n), MAX(n) FROM numbers')).toEqual([[ordered[0], ordered.at(-1)]]);
  expect(client.value('SELECT COUNT(*) FROM numbers WHERE n = 98765432109876543210')).toBe('1');
});

test.each([
  ['SELEC 1 FROM dual', 900, 0],
  ['SELECT FROM dual', 936, 7],
  ['SELECT 1 + FROM dual', 936, 11],
  ['SELECT 1 FROM dual WHERE', 936, 24],
  ['SELECT 1', 923, 0],
  ['SELECT 1 2 FROM dual', 923, 9],
  ['SELECT 1 FROM', 903, 13],
  ['SELECT 1 FROM dual WHERE 1 = 1 nonsense', 933, 31],
  ['SELECT 1 FROM dual;', 911, 18],
  ['SELECT nothing FROM dual', 904, 7],
  ['SELECT no_function(1) FROM dual', 904, 7],
  ['SELECT * FROM no_table', 942, 14],
  ['SELECT * FROM dba_tables2', 942, 14],
  [`SELECT TO_NUMBER('x') FROM dual`, 1722, 0],
  [`SELECT 'abc FROM dual`, 1756, 7],
  ['SELECT 1 / 0 FROM dual', 1476, 0],
  ['SELECT (1 FROM dual', 907, 10],
  ['SELECT id, COUNT(*) FROM orders', 937, 7],
  ['SELECT id, COUNT(*) FROM orders GROUP BY customer', 979, 7],
  ['SELECT 1 FROM orders WHERE COUNT(*) > 1', 934, 27],
  ['SELECT id FROM orders a, orders b', 918, 7],
  ['SELECT id FROM orders ORDER BY 2', 1785, 31],
  ['SELECT 1 FROM dual WHERE 1', 920, 25],
  [`SELECT SYS_CONTEXT('USERENV', 'NOTHING') FROM dual`, 2003, 0],
  [`SELECT TO_DATE('2024-13-01', 'YYYY-MM-DD') FROM dual`, 1843, 0],
  [`SELECT TO_CHAR(SYSDATE, 'ZZZ') FROM dual`, 1821, 0],
  ['SELECT :a FROM dual', 1008, 0],
  ['MERGE INTO t USING dual ON (1 = 1)', 3001, 0],
  ['SELECT * FROM orders AS OF SCN 99999999999', 8181, 0],
  ['SELECT * FROM orders AS OF SCN 4', 1555, 0],
])('%s is ORA-%d at %d', (sql, code, position) => {
  expect(() => sales.rows(sql)).toThrow(expect.objectContaining({ code, position }));
});

import { bind, openTestEngine, type SqlClient, type TestEngine } from './sql-client';

let test_: TestEngine;
let sales: SqlClient;

beforeAll(() => {
  test_ = openTestEngine();
  sales = test_.connect('SALES');
  sales.run(`CREATE TABLE orders (id NUMBER(10) PRIMARY KEY, customer VARCHAR2(40) NOT NULL, total NUMBER(12,2),
    placed DATE, note CLOB, code CHAR(4), "Mixed Case" VARCHAR2(10))`);
  const insert = `INSERT INTO orders VALUES (:1, :2, :3, TO_DATE(:4, 'YYYY-MM-DD HH24:MI'), :5, :6, :7)`;
  sales.run(insert, '1', 'Ada', '10.50', '2024-01-31 10:15', 'first', 'A', 'x');
  sales.run(insert, '2', 'Bob', '20', '2024-02-01 00:00', null, 'B', null);
  sales.run(insert, '3', 'Ada', null, null, 'third', null, 'y');
  sales.commit();
});

afterAll(() => {
  test_[Symbol.dispose]();
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

test('smoke', () => {
  expect(sales.rows('SELECT * FROM orders ORDER BY id DESC FETCH FIRST 1 ROWS ONLY')).toEqual([
    ['3', 'Ada', null, null, 'third', null, 'y'],
  ]);
  expect(sales.rows('SELECT customer, COUNT(*), SUM(total) FROM orders GROUP BY customer ORDER BY 1')).toEqual([
    ['Ada', '2', '10.5'],
    ['Bob', '1', '20'],
  ]);
  expect(
    sales.rows(`SELECT id FROM orders WHERE customer = :name AND total > :least`, 'Ada', bind('NUMBER', '1')),
  ).toEqual([['1']]);
});

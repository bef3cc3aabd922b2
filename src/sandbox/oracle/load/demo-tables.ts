import type { ColumnInfo, TableDefinition } from '../engine';

type Column = Omit<ColumnInfo, 'nullable'>;

const id = (name: string): Column => ({ name, type: 'NUMBER', precision: 12, scale: 0 });
const text = (name: string, maxSize: number): Column => ({ name, type: 'VARCHAR2', maxSize });
const money = (name: string): Column => ({ name, type: 'NUMBER', precision: 12, scale: 2 });
const date = (name: string): Column => ({ name, type: 'DATE' });
const timestamp = (name: string): Column => ({ name, type: 'TIMESTAMP', scale: 6 });

/** Columns of the key come first; `nullable` names those that may be NULL. */
function table(
  name: string,
  keyColumns: number,
  columns: readonly Column[],
  nullable: readonly string[],
): TableDefinition {
  return {
    owner: 'SALES',
    name,
    columns: columns.map((column, index) => ({
      ...column,
      nullable: nullable.includes(column.name),
      position: index + 1,
    })),
    primaryKey: columns.slice(0, keyColumns).map((column) => column.name),
    comment: null,
  };
}

/** The demo's tables. EVENTS carries most of the bytes. */
export const demoTables = {
  customers: table(
    'CUSTOMERS',
    1,
    [
      id('CUSTOMER_ID'),
      text('NAME', 80),
      text('EMAIL', 120),
      text('CITY', 60),
      date('BORN_ON'),
      money('BALANCE'),
      timestamp('CREATED_AT'),
    ],
    ['EMAIL', 'BORN_ON'],
  ),
  products: table(
    'PRODUCTS',
    1,
    [id('PRODUCT_ID'), text('NAME', 80), money('PRICE'), { name: 'WEIGHT_KG', type: 'NUMBER' }, text('REMARK', 200)],
    ['WEIGHT_KG', 'REMARK'],
  ),
  orders: table(
    'ORDERS',
    1,
    [id('ORDER_ID'), id('CUSTOMER_ID'), date('ORDERED_ON'), text('STATUS', 10), timestamp('SHIPPED_AT')],
    ['SHIPPED_AT'],
  ),
  orderItems: table(
    'ORDER_ITEMS',
    2,
    [id('ORDER_ID'), id('LINE_NO'), id('PRODUCT_ID'), id('QUANTITY'), money('PRICE'), money('DISCOUNT')],
    ['DISCOUNT'],
  ),
  payments: table(
    'PAYMENTS',
    1,
    [id('PAYMENT_ID'), id('ORDER_ID'), money('AMOUNT'), timestamp('PAID_AT'), text('REFERENCE', 40)],
    ['REFERENCE'],
  ),
  events: table(
    'EVENTS',
    1,
    [
      id('EVENT_ID'),
      id('CUSTOMER_ID'),
      text('KIND', 20),
      timestamp('HAPPENED_AT'),
      text('BODY', 2000),
      { name: 'SIGNATURE', type: 'RAW', maxSize: 500 },
    ],
    ['CUSTOMER_ID', 'SIGNATURE'],
  ),
} as const satisfies Readonly<Record<string, TableDefinition>>;

import type { Expression, Query, TableName } from './syntax-tree';
import type { TokenReader } from './token-reader';

interface ColumnName {
  readonly name: string;
  readonly at: number;
}

export type Insert = {
  readonly kind: 'insert';
  readonly table: TableName;
  /** Empty: all, in the table's order. */
  readonly columns: readonly ColumnName[];
} & ({ readonly rows: readonly (readonly Expression[])[] } | { readonly query: Query });

export interface Update {
  readonly kind: 'update';
  readonly table: TableName;
  readonly alias?: string;
  readonly sets: readonly { readonly column: string; readonly at: number; readonly value: Expression }[];
  readonly where?: Expression;
}

export interface Delete {
  readonly kind: 'delete';
  readonly table: TableName;
  readonly alias?: string;
  readonly where?: Expression;
}

/** After INSERT. */
export function parseInsert(reader: TokenReader): Insert {
  reader.expect('INTO', 925);
  const table = reader.qualifiedName(903);
  const columns: ColumnName[] = [];
  if (reader.is('(') && !reader.is('(', 'SELECT')) {
    reader.take();
    do columns.push({ at: reader.next.offset, name: reader.name(1747) });
    while (reader.accept(','));
    reader.expect(')', 907);
  }
  if (reader.is('SELECT') || reader.is('(', 'SELECT'))
    return { kind: 'insert', table, columns, query: reader.is('(') ? reader.parenthesisedQuery() : reader.query() };
  reader.expect('VALUES', 926);
  const rows: (readonly Expression[])[] = [];
  do {
    reader.expect('(', 906);
    rows.push(reader.expressionList());
  } while (reader.accept(','));
  refuseReturning(reader);
  return { kind: 'insert', table, columns, rows };
}

/** After UPDATE. */
export function parseUpdate(reader: TokenReader): Update {
  const table = reader.qualifiedName(903);
  const alias = reader.isName ? { alias: reader.name(971) } : {};
  reader.expect('SET', 971);
  const sets: Update['sets'][number][] = [];
  do {
    if (reader.is('(')) throw reader.error(3001);
    const at = reader.next.offset;
    let column = reader.name(1747);
    if (reader.accept('.')) column = reader.name(1747);
    reader.expect('=', 927);
    sets.push({ column, at, value: reader.expression() });
  } while (reader.accept(','));
  return { kind: 'update', table, ...alias, sets, ...parseWhere(reader) };
}

/** After DELETE. */
export function parseDelete(reader: TokenReader): Delete {
  reader.accept('FROM');
  const table = reader.qualifiedName(903);
  const alias = reader.isName ? { alias: reader.name(933) } : {};
  return { kind: 'delete', table, ...alias, ...parseWhere(reader) };
}

function parseWhere(reader: TokenReader): { readonly where?: Expression } {
  const where = reader.accept('WHERE') ? reader.expression() : undefined;
  refuseReturning(reader);
  return where === undefined ? {} : { where };
}

function refuseReturning(reader: TokenReader): void {
  if (reader.is('RETURNING') || reader.is('RETURN')) throw reader.error(3001);
}

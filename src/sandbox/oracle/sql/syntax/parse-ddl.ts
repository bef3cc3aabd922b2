import type { ColumnDefinition } from '../../engine';
import { serverError } from '../../storage/server-error';
import { readDataType } from './data-type';
import type { TableName } from './syntax-tree';
import type { TokenReader } from './token-reader';

export interface CreateTable {
  readonly kind: 'createTable';
  readonly table: TableName;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
}

export type TableDdl =
  | CreateTable
  | { readonly kind: 'dropTable' | 'truncate'; readonly table: TableName }
  | { readonly kind: 'comment'; readonly table: TableName; readonly text: string };

/** After CREATE TABLE. Storage clauses are read over; checks, defaults and foreign keys are not kept. */
export function parseCreateTable(reader: TokenReader): CreateTable {
  const table = reader.qualifiedName(903);
  if (reader.is('AS')) throw reader.error(3001);
  reader.expect('(', 906);
  const columns: ColumnDefinition[] = [];
  const primaryKey: string[] = [];
  do {
    const key = parseTableConstraint(reader);
    if (key === undefined) {
      const { column, isKey } = parseColumn(reader, columns.length + 1);
      if (columns.some(({ name }) => name === column.name)) throw reader.error(957);
      columns.push(column);
      if (isKey) primaryKey.push(column.name);
    } else {
      if (key.length > 0 && primaryKey.length > 0) throw reader.error(2260);
      primaryKey.push(...key);
    }
  } while (reader.accept(','));
  reader.expect(')', 907);
  skipStorage(reader);
  return { kind: 'createTable', table, columns: withKey(columns, primaryKey), primaryKey };
}

/** The columns of a primary key; none for a constraint that is not kept; undefined if a column comes next. */
function parseTableConstraint(reader: TokenReader): readonly string[] | undefined {
  if (reader.accept('CONSTRAINT')) reader.name(2438);
  else if (!['PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK'].some((word) => reader.is(word))) return undefined;
  if (reader.accept('PRIMARY', 'KEY')) {
    reader.expect('(', 906);
    const names: string[] = [];
    do names.push(reader.name(904));
    while (reader.accept(','));
    reader.expect(')', 907);
    return names;
  }
  skipToComma(reader);
  return [];
}

function parseColumn(reader: TokenReader, position: number): { column: ColumnDefinition; isKey: boolean } {
  const name = reader.name(904);
  const at = reader.next.offset;
  const start = at;
  if (!reader.isName && !reader.is('DATE')) throw reader.error(902);
  reader.take();
  reader.accept('PRECISION');
  if (reader.is('(')) skipParentheses(reader);
  if (reader.is('WITH')) throw serverError(3001, [], at);
  const type = readDataType(reader.statement.slice(start, reader.lastEnd), at);
  let nullable = true;
  let isKey = false;
  while (!reader.is(',') && !reader.is(')') && !reader.atEnd) {
    if (reader.accept('NOT', 'NULL')) nullable = false;
    else if (reader.accept('PRIMARY', 'KEY')) isKey = true;
    else if (reader.is('(')) skipParentheses(reader);
    else reader.take();
  }
  return { column: { name, ...type, nullable: nullable && !isKey, position }, isKey };
}

function withKey(columns: readonly ColumnDefinition[], primaryKey: readonly string[]): readonly ColumnDefinition[] {
  for (const key of primaryKey) if (!columns.some(({ name }) => name === key)) throw serverError(904, [`"${key}"`]);
  return columns.map((column) => (primaryKey.includes(column.name) ? { ...column, nullable: false } : column));
}

function skipParentheses(reader: TokenReader): void {
  let depth = 0;
  do {
    if (reader.atEnd) throw reader.error(907);
    if (reader.is('(')) depth += 1;
    if (reader.is(')')) depth -= 1;
    reader.take();
  } while (depth > 0);
}

function skipToComma(reader: TokenReader): void {
  while (!reader.is(',') && !reader.is(')')) {
    if (reader.is('(')) skipParentheses(reader);
    else if (reader.atEnd) throw reader.error(907);
    else reader.take();
  }
}

const storageWords =
  'TABLESPACE PCTFREE INITRANS STORAGE LOGGING NOLOGGING SEGMENT COMPRESS NOCOMPRESS LOB ROW ORGANIZATION'.split(' ');

function skipStorage(reader: TokenReader): void {
  if (!storageWords.some((word) => reader.is(word))) return;
  while (!reader.atEnd && !reader.is(';')) reader.take();
}

/** After DROP TABLE. */
export function parseDropTable(reader: TokenReader): TableDdl {
  const table = reader.qualifiedName(903);
  reader.accept('CASCADE', 'CONSTRAINTS');
  reader.accept('PURGE');
  return { kind: 'dropTable', table };
}

/** After TRUNCATE TABLE. */
export function parseTruncate(reader: TokenReader): TableDdl {
  const table = reader.qualifiedName(903);
  if (!reader.accept('DROP', 'STORAGE')) reader.accept('REUSE', 'STORAGE');
  return { kind: 'truncate', table };
}

/** After COMMENT ON TABLE. */
export function parseComment(reader: TokenReader): TableDdl {
  const table = reader.qualifiedName(903);
  reader.expect('IS', 905);
  if (reader.next.kind !== 'text') throw reader.error(1780);
  return { kind: 'comment', table, text: reader.take().value };
}

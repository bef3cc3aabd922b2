import type { BindValue, ColumnInfo, ExecuteReply, SqlValue } from '../../engine';
import { serverError } from '../../storage/server-error';
import { decodeValue, type StoredValue } from '../../storage/value-coding';
import type { TableResolver } from '../resolve-table';
import { instanceFacts } from '../session/instance-facts';
import type { SqlSession } from '../session/sql-session';
import type { Query } from '../syntax/syntax-tree';
import { describe } from '../translate/translated';
import { translateQuery } from '../translate/translate-query';
import { Translation } from '../translate/translation';

/** A SELECT: rows come as they are pulled, as of the moment it began. */
export function runQuery(
  query: Query,
  session: SqlSession,
  resolver: TableResolver,
  binds: readonly BindValue[],
): Extract<ExecuteReply, { kind: 'rows' }> {
  refuseMissingFrom(query, session);
  const translation = new Translation(session, binds, resolver.resolve);
  const { sql, outputs } = translateQuery(query, translation);
  const columns = outputs.map((output) => describe(output.name, output));
  const statement = session.database.connection.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  // With setReturnArrays a row is an array, which the types of node:sqlite do not tell.
  const stored = statement.iterate(...translation.parametersOf(sql)) as unknown as Iterable<readonly StoredValue[]>;
  return { kind: 'rows', columns, rows: decodeRows(stored, columns) };
}

function* decodeRows(
  rows: Iterable<readonly StoredValue[]>,
  columns: readonly ColumnInfo[],
): Generator<readonly SqlValue[], undefined> {
  for (const row of rows) yield columns.map(({ type }, index) => decodeValue(row[index] ?? null, type));
  return undefined;
}

function refuseMissingFrom({ first, rest }: Query, session: SqlSession): void {
  if (instanceFacts(session.database).major >= 23) return;
  for (const { from, at } of [first, ...rest.map(({ select }) => select)])
    if (from.length === 0) throw serverError(923, [], at);
}

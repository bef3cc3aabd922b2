import type { BindValue, SqlValue } from '../../engine';
import { serverError } from '../../storage/server-error';
import { never, type StoredTable } from '../../storage/table-store';
import { decodeValue, type StoredValue } from '../../storage/value-coding';
import type { TableResolver } from '../resolve-table';
import type { SqlSession } from '../session/sql-session';
import type { Delete, Update } from '../syntax/parse-dml';
import type { Expression } from '../syntax/syntax-tree';
import { tableRelation } from '../table-relation';
import { ExpressionTranslator } from '../translate/expression-translator';
import { describe, type ExpressionType } from '../translate/translated';
import { translateQuery } from '../translate/translate-query';
import { Translation } from '../translate/translation';

/** A row that a statement changes. */
export interface FoundRow {
  /** Of its version in SQLite. */
  readonly rowid: StoredValue;
  /** Its lasting place, which ROWID shows. */
  readonly place: bigint;
  readonly stored: readonly StoredValue[];
  /** The values that the statement computes for it. */
  readonly computed: readonly SqlValue[];
}

/** The rows of an UPDATE or DELETE, all of them before any is changed. Throws ORA-00054 for a row that another changes. */
export function findRows(
  table: StoredTable,
  { alias, where, table: named }: Update | Delete,
  expressions: readonly Expression[],
  { session, resolver, binds }: { session: SqlSession; resolver: TableResolver; binds: readonly BindValue[] },
): { readonly rows: readonly FoundRow[]; readonly types: readonly ExpressionType[] } {
  const { database, transactionId } = session;
  const translation = new Translation(session, binds, resolver.resolve);
  const snapshot = database.snapshot(table, undefined, transactionId);
  const relation = tableRelation(table, snapshot, translation.nextAlias(), alias ?? named.name);
  const translator = new ExpressionTranslator(
    translation,
    { scope: { relations: [relation] }, aggregates: 'refused' },
    translateQuery,
  );
  const values = expressions.map((expression) => translator.value(expression));
  const condition = where === undefined ? '1' : translator.condition(where);
  const own = ['x_rowid', 'x_row', 'x_to', ...relation.columns.map(({ stored }) => stored)];
  const selected = [...own.map((column) => `${relation.alias}.${column}`), ...values.map(({ sql }) => sql)];
  const sql = `SELECT ${selected.join(', ')} FROM ${relation.source} ${relation.alias} WHERE ${condition}`;
  const statement = database.connection.prepare(sql);
  statement.setReadBigInts(true);
  statement.setReturnArrays(true);
  // With setReturnArrays a row is an array, which the types of node:sqlite do not tell.
  const found = statement.all(...translation.parametersOf(sql)) as unknown as readonly (readonly StoredValue[])[];
  // A real server would wait for the other session; this one never waits.
  if (found.some(([, , end]) => end !== never)) throw serverError(54, [], named.at);
  const rows = found.map(([rowid = null, place, , ...rest]) => ({
    rowid,
    place: BigInt(Number(place)),
    stored: rest.slice(0, relation.columns.length),
    computed: values.map((value, index) =>
      decodeValue(rest[relation.columns.length + index] ?? null, describe('', value).type),
    ),
  }));
  return { rows, types: values.map(({ type }) => type) };
}

import type { BindValue, SqlValue } from '../../engine';
import { RowWriter } from '../../storage/row-writer';
import { serverError } from '../../storage/server-error';
import type { StoredTable } from '../../storage/table-store';
import type { StoredValue } from '../../storage/value-coding';
import { noSuchTable, type TableResolver } from '../resolve-table';
import type { SqlSession } from '../session/sql-session';
import type { Delete, Insert, Update } from '../syntax/parse-dml';
import type { Expression, Query, TableName } from '../syntax/syntax-tree';
import { assignValue } from './assign-value';
import { findRows } from './find-rows';
import { runQuery } from './run-query';

/** INSERT, UPDATE and DELETE of one session: what they write is seen by it alone until it commits. */
export class DmlRunner {
  constructor(
    readonly session: SqlSession,
    readonly resolver: TableResolver,
    readonly binds: readonly BindValue[],
  ) {}

  /** Each returns the number of rows. */
  insert(statement: Insert): number {
    const table = this.#target('INSERT', statement.table);
    const all = table.definition.columns.map((_, index) => index);
    const named = statement.columns.map(({ name, at }) => positionOf(table, name, at));
    const positions = named.length === 0 ? all : named;
    const queries = 'rows' in statement ? statement.rows.map((row) => asQuery(row, positions)) : [statement.query];
    const rows = queries.flatMap((query) => this.#queried(query, table, positions));
    return this.#write(table, (writer, own) => {
      writer.write(rows, own);
      return rows.length;
    });
  }

  update(statement: Update): number {
    const table = this.#target('UPDATE', statement.table);
    const { columns, owner, name } = table.definition;
    const positions = statement.sets.map(({ column, at }) => positionOf(table, column, at));
    const expressions = statement.sets.map(({ value }) => value);
    const { rows, types } = findRows(table, statement, expressions, this);
    return this.#write(table, (writer, own) => {
      const end = this.#endVersion(table);
      for (const { rowid, place, stored, computed } of rows) {
        end(rowid, own);
        const changed = [...stored];
        for (const [order, position] of positions.entries()) {
          const column = columns[position];
          if (column === undefined) continue;
          const value = assignValue(computed[order] ?? null, types[order] ?? 'NULL', column, this.session.nls);
          if (value === null && !column.nullable) throw serverError(1407, [`"${owner}"."${name}"."${column.name}"`]);
          changed[position] = writer.encode(value, position);
        }
        writer.writeVersion(changed, place, own);
      }
      return rows.length;
    });
  }

  delete(statement: Delete): number {
    const table = this.#target('DELETE', statement.table);
    const { rows } = findRows(table, statement, [], this);
    return this.#write(table, (_, own) => {
      const end = this.#endVersion(table);
      for (const { rowid } of rows) end(rowid, own);
      const { tableStore } = this.session.database;
      const newest = tableStore.find(table.definition.owner, table.definition.name);
      if (newest !== undefined) tableStore.setRowCount(newest, newest.rows - rows.length);
      return rows.length;
    });
  }

  #target(privilege: 'INSERT' | 'UPDATE' | 'DELETE', named: TableName): StoredTable {
    const table = this.resolver.findTable(named);
    if (table === undefined) {
      if (this.resolver.findView(named) !== undefined) throw serverError(1031, [], named.at);
      throw noSuchTable(this.session, named);
    }
    this.resolver.require(privilege, table, named);
    return table;
  }

  /** Rows of a query as rows of the table: converted, in the table's order, NULL where nothing is given. */
  #queried(query: Query, { definition }: StoredTable, positions: readonly number[]): readonly (readonly SqlValue[])[] {
    const { columns, rows } = runQuery(query, this.session, this.resolver, this.binds);
    if (columns.length !== positions.length)
      throw serverError(columns.length > positions.length ? 913 : 947, [], query.first.at);
    const { nls } = this.session;
    return [...{ [Symbol.iterator]: () => rows }].map((row) => {
      const complete: SqlValue[] = definition.columns.map(() => null);
      for (const [order, position] of positions.entries()) {
        const [from, column] = [columns[order], definition.columns[position]];
        if (from !== undefined && column !== undefined)
          complete[position] = assignValue(row[order] ?? null, from.type, column, nls);
      }
      return complete;
    });
  }

  #endVersion(table: StoredTable): (rowid: StoredValue, own: bigint) => void {
    const statement = this.session.database.connection.prepare(
      `UPDATE t${String(table.id)} SET x_to = ? WHERE rowid = ?`,
    );
    return (rowid, own) => {
      statement.run(own, rowid);
    };
  }

  #write(table: StoredTable, work: (writer: RowWriter, own: bigint) => number): number {
    const { database } = this.session;
    const transaction = this.session.transaction();
    transaction.touch(table.id);
    return database.atomically(() => {
      const writer = new RowWriter(database.connection, database.tableStore, table);
      const rows = work(writer, -transaction.id);
      writer.finish();
      return rows;
    });
  }
}

/** VALUES (…) as a query of DUAL. */
function asQuery(row: readonly Expression[], positions: readonly number[]): Query {
  if (row.length !== positions.length)
    throw serverError(row.length > positions.length ? 913 : 947, [], row[0]?.at ?? 0);
  const dual = { item: { kind: 'table', table: { owner: 'SYS', name: 'DUAL', at: 0 } }, type: 'cross' } as const;
  const items = row.map((expression) => ({ expression, text: '' }));
  return { first: { at: 0, distinct: false, items, from: [dual], groupBy: [] }, rest: [], orderBy: [] };
}

function positionOf({ definition }: StoredTable, column: string, at: number): number {
  const index = definition.columns.findIndex(({ name }) => name === column);
  if (index === -1) throw serverError(904, [`"${column}"`], at);
  return index;
}

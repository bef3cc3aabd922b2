import type { SQLOutputValue } from 'node:sqlite';

import type { BindValue, SqlValue } from '../../engine';
import { RowWriter } from '../../storage/row-writer';
import { serverError } from '../../storage/server-error';
import { never, type StoredTable } from '../../storage/table-store';
import { decodeValue, type StoredValue } from '../../storage/value-coding';
import { noSuchTable, type TableResolver } from '../resolve-table';
import type { SqlSession } from '../session/sql-session';
import type { Delete, Insert, Update } from '../syntax/parse-dml';
import type { Expression, Query, TableName } from '../syntax/syntax-tree';
import { ExpressionTranslator } from '../translate/expression-translator';
import type { Scope } from '../translate/scope';
import { translateQuery } from '../translate/translate-query';
import { Translation } from '../translate/translation';
import { tableRelation } from '../table-relation';
import { runQuery } from './run-query';

/** INSERT, UPDATE and DELETE of one session: what they write is seen by it alone until it commits. */
export class DmlRunner {
  constructor(
    private readonly session: SqlSession,
    private readonly resolver: TableResolver,
    private readonly binds: readonly BindValue[],
  ) {}

  /** Each returns the number of rows. */
  insert(statement: Insert): number {
    const table = this.#target('INSERT', statement.table);
    const positions = statement.columns.map(({ name, at }) => positionOf(table, name, at));
    const width = positions.length === 0 ? table.definition.columns.length : positions.length;
    const rows = 'rows' in statement ? this.#values(statement.rows, width) : this.#queried(statement.query, width);
    return this.#write(table, (writer, own) => {
      const complete = positions.length === 0 ? rows : rows.map((row) => placed(row, positions, table));
      writer.write(complete, own);
      return rows.length;
    });
  }

  update(statement: Update): number {
    const table = this.#target('UPDATE', statement.table);
    const sets = statement.sets.map(({ column, at, value }) => ({ index: positionOf(table, column, at), value, at }));
    const found = this.#find(table, statement, sets);
    return this.#write(table, (writer, own) => {
      const end = this.#endVersion(table);
      for (const row of found) {
        end(row[0] ?? null, own);
        const stored = table.definition.columns.map((_, index) => row[index + 2] ?? null);
        for (const [order, { index }] of sets.entries()) {
          const computed = row[stored.length + 2 + order] ?? null;
          stored[index] = writer.encode(decodeValue(computed, valueType(computed, table, index)), index);
        }
        writer.writeVersion(stored, BigInt(Number(row[1])), own);
      }
      return found.length;
    });
  }

  delete(statement: Delete): number {
    const table = this.#target('DELETE', statement.table);
    const found = this.#find(table, statement, []);
    return this.#write(table, (_, own) => {
      const end = this.#endVersion(table);
      for (const [rowid] of found) end(rowid ?? null, own);
      return found.length;
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

  #values(rows: readonly (readonly Expression[])[], width: number): readonly (readonly SqlValue[])[] {
    return rows.flatMap((row) => {
      if (row.length !== width) throw serverError(row.length > width ? 913 : 947, [], row[0]?.at ?? 0);
      const items = row.map((expression) => ({ expression, text: '' }));
      const select = { at: 0, distinct: false, items, from: [dual], groupBy: [] };
      return this.#queried({ first: select, rest: [], orderBy: [] }, width);
    });
  }

  #queried(query: Query, width: number): readonly (readonly SqlValue[])[] {
    const { columns, rows } = runQuery(query, this.session, this.resolver, this.binds);
    if (columns.length !== width) throw serverError(columns.length > width ? 913 : 947, [], query.first.at);
    return [...(rows as Iterable<readonly SqlValue[]> & Iterator<readonly SqlValue[]>)];
  }

  /** The rows that the statement changes: rowid, the row's lasting place, its columns, its new values. */
  #find(
    table: StoredTable,
    { alias, where, table: named }: Update | Delete,
    sets: readonly { readonly value: Expression }[],
  ): readonly (readonly StoredValue[])[] {
    const { database, transactionId } = this.session;
    const translation = new Translation(this.session, this.binds, this.resolver.resolve);
    const relation = tableRelation(table, database.snapshot(table, undefined, transactionId), 's', alias ?? named.name);
    const scope: Scope = { relations: [relation] };
    const translator = new ExpressionTranslator(translation, { scope, aggregates: 'refused' }, translateQuery);
    const values = sets.map(({ value }) => translator.value(value).sql);
    const condition = where === undefined ? '1' : translator.condition(where);
    const columns = relation.columns.map(({ stored }) => `s.${stored}`);
    const sql = `SELECT ${['s.x_rowid', 's.x_row', 's.x_to', ...columns, ...values].join(', ')} FROM ${relation.source} s WHERE ${condition}`;
    const statement = database.connection.prepare(sql);
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    const rows = statement.all(...translation.parametersOf(sql)) as unknown as readonly (readonly SQLOutputValue[])[];
    // A real server would wait for the other session; this one never waits.
    if (rows.some((row) => row[2] !== never)) throw serverError(54, [], named.at);
    return rows.map((row) => [...row.slice(0, 2), ...row.slice(3)]);
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

const dual = { item: { kind: 'table', table: { owner: 'SYS', name: 'DUAL', at: 0 } }, type: 'cross' } as const;

function positionOf({ definition }: StoredTable, column: string, at: number): number {
  const index = definition.columns.findIndex(({ name }) => name === column);
  if (index === -1) throw serverError(904, [`"${column}"`], at);
  return index;
}

function placed(row: readonly SqlValue[], positions: readonly number[], table: StoredTable): readonly SqlValue[] {
  const complete: SqlValue[] = table.definition.columns.map(() => null);
  for (const [order, position] of positions.entries()) complete[position] = row[order] ?? null;
  return complete;
}

/** A computed value is given back as text, unless it is bytes or a file. */
function valueType(value: StoredValue, table: StoredTable, index: number): 'VARCHAR2' | 'BFILE' {
  return typeof value === 'string' && table.definition.columns[index]?.type === 'BFILE' ? 'BFILE' : 'VARCHAR2';
}

import type { SqlValue } from '../engine';
import { parseDecimal } from '../storage/decimal';
import { encodeNumber, isWideNumber } from '../storage/number-coding';
import { serverError } from '../storage/server-error';
import type { StoredTable } from '../storage/table-store';
import { objectName, type Dictionary } from './dictionary/dictionary';
import type { DictionaryView } from './dictionary/view';
import { instanceFacts } from './session/instance-facts';
import type { SqlSession } from './session/sql-session';
import type { TableName } from './syntax/syntax-tree';
import { tableRelation } from './table-relation';
import type { Relation } from './translate/scope';
import { constantCount } from './translate/constant-count';
import { ExpressionTranslator } from './translate/expression-translator';
import { translateQuery } from './translate/translate-query';
import type { TableItem, Translation } from './translate/translation';
import { timeOfDate } from './values/date-arithmetic';

/** ORA-00942, which in 23ai names what was not found. */
export function noSuchTable(session: SqlSession, { owner, name, at }: TableName): Error {
  const error = serverError(942, [], at);
  if (instanceFacts(session.database).major < 23) return error;
  const named = `"${owner ?? session.currentSchema}"."${name}"`;
  return serverError(942, [], at, `table or view ${named} does not exist`);
}

/** Finds what FROM names: a table, or a view of the dictionary. What may not be read does not exist. */
export class TableResolver {
  constructor(
    private readonly session: SqlSession,
    private readonly dictionary: Dictionary,
  ) {}

  readonly resolve = (item: TableItem, translation: Translation): Relation => {
    const name = item.alias ?? item.table.name;
    const table = this.findTable(item.table);
    if (table === undefined) return this.#view(item, translation, name);
    if (this.session.database.settings.openMode === 'MOUNTED') throw serverError(1219, [], item.table.at);
    this.require('SELECT', table, item.table);
    const { database, transactionId } = this.session;
    const scn = this.#asOfScn(item, table, translation);
    const relation = tableRelation(table, database.snapshot(table, scn, transactionId), translation.nextAlias(), name);
    return relation;
  };

  findTable({ owner, name }: TableName): StoredTable | undefined {
    return this.session.database.tableStore.find(owner ?? this.session.currentSchema, name);
  }

  /** Throws ORA-00942 if nothing may be done with the table, ORA-01031 if something else may. */
  require(privilege: 'SELECT' | 'INSERT' | 'UPDATE' | 'DELETE', table: StoredTable, named: TableName): void {
    const { users } = this.session.database;
    const { owner, name } = table.definition;
    const { user } = this.session.caller;
    const enough = privilege === 'SELECT' ? ['SELECT', 'READ'] : [privilege];
    if (enough.some((candidate) => users.hasObjectPrivilege(user, candidate, owner, name))) return;
    if (owner !== 'SYS' && enough.some((any) => users.hasSystemPrivilege(user, `${any} ANY TABLE`))) return;
    const some = users.objectGrants(user).some((grant) => grant.owner === owner && grant.object === name);
    throw some ? serverError(1031, [], named.at) : noSuchTable(this.session, named);
  }

  #asOfScn({ asOf, table: named }: TableItem, table: StoredTable, translation: Translation): bigint | undefined {
    if (asOf === undefined) return undefined;
    const { database, caller } = this.session;
    const { owner, name } = table.definition;
    const mayLookBack =
      database.users.hasObjectPrivilege(caller.user, 'FLASHBACK', owner, name) ||
      database.users.hasSystemPrivilege(caller.user, 'FLASHBACK ANY TABLE');
    if (!mayLookBack) throw serverError(1031, [], named.at);
    if (asOf.unit === 'SCN') return constantCount(asOf.value, translation);
    return database.clock.at(timeOfDate(this.#timestamp(asOf.value, translation)));
  }

  /** An expression without columns, computed before the query runs. */
  #timestamp(expression: NonNullable<TableItem['asOf']>['value'], translation: Translation): string {
    const translator = new ExpressionTranslator(
      translation,
      { scope: { relations: [] }, aggregates: 'refused' },
      translateQuery,
    );
    const sql = `SELECT ${translator.as('date', expression).sql} AS value`;
    const value = this.session.database.connection.prepare(sql).get(...translation.parametersOf(sql))?.['value'];
    if (typeof value !== 'string') throw serverError(8180, [], expression.at);
    return value;
  }

  #view(item: TableItem, translation: Translation, name: string): Relation {
    const view = this.findView(item.table);
    if (view === undefined || !this.#mayRead(view)) throw noSuchTable(this.session, item.table);
    const { database, caller } = this.session;
    const rows = view.rows({ database, caller, session: this.session });
    const json = JSON.stringify(
      [...rows].map((row) => row.map((value, index) => toJson(value, view.columns[index]?.type))),
    );
    const columns = view.columns.map((info, index) => ({ info, stored: `c${String(index)}`, wide: false }));
    const selected = columns.map(({ info, stored }, index) => {
      const extracted = `json_extract(value, '$[${String(index)}]')`;
      return `${info.type === 'RAW' || info.type === 'BLOB' ? `unhex(${extracted})` : extracted} AS ${stored}`;
    });
    // Numbers go as JSON's own, which JSON.stringify has put into quotes.
    const source = `(SELECT ${selected.join(', ')} FROM json_each(${translation.parameter(unquoteNumbers(json))}))`;
    return { alias: translation.nextAlias(), source, name, owner: 'SYS', columns };
  }

  findView({ owner, name }: TableName): DictionaryView | undefined {
    if (owner === undefined) return this.dictionary.findPublic(name) ?? this.#inOwnSys(name);
    return owner === 'SYS' ? this.dictionary.findInSys(name, this.session.caller.user) : undefined;
  }

  #inOwnSys(name: string): DictionaryView | undefined {
    return this.session.currentSchema === 'SYS' ? this.dictionary.findInSys(name, 'SYS') : undefined;
  }

  #mayRead(view: DictionaryView): boolean {
    const { users } = this.session.database;
    const { user } = this.session.caller;
    if (view.access === 'public' || user === 'SYS') return true;
    if (users.hasRole(user, 'SELECT_CATALOG_ROLE') || users.hasSystemPrivilege(user, 'SELECT ANY DICTIONARY'))
      return true;
    return ['SELECT', 'READ'].some((privilege) => users.hasObjectPrivilege(user, privilege, 'SYS', objectName(view)));
  }
}

/** Marks a number in the JSON text: no text of a view starts with this control character. */
const numberMark = '\u0001';

function toJson(value: SqlValue, type: string | undefined): string | null {
  if (value === null) return null;
  if (Buffer.isBuffer(value)) return value.toString('hex');
  if (typeof value !== 'string') return JSON.stringify([value.directory, value.filename]);
  if (type !== 'NUMBER' || isWideNumber(encodeNumber(value))) return value;
  parseDecimal(value);
  return `${numberMark}${value}${numberMark}`;
}

function unquoteNumbers(json: string): string {
  return json.replaceAll(/"\\u0001(-?[\d.]+)\\u0001"/g, '$1');
}

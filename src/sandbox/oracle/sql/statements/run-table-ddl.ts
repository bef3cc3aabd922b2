import { serverError } from '../../storage/server-error';
import { noSuchTable, type TableResolver } from '../resolve-table';
import type { SqlSession } from '../session/sql-session';
import type { TableDdl } from '../syntax/parse-ddl';
import type { TableName } from '../syntax/syntax-tree';

/** CREATE, DROP and TRUNCATE TABLE, and COMMENT ON TABLE. */
export function runTableDdl(statement: TableDdl, session: SqlSession, resolver: TableResolver): void {
  const { database, caller } = session;
  const { table } = statement;
  const owner = table.owner ?? session.currentSchema;
  if (statement.kind === 'createTable') {
    requireCreateTable(session, owner, table);
    const { columns, primaryKey } = statement;
    if (database.table(owner, table.name) !== undefined) throw serverError(955, [], table.at);
    database.createTable({ owner, name: table.name, columns, primaryKey, comment: null });
    return;
  }
  if (resolver.findTable(table) === undefined) throw noSuchTable(session, table);
  const privilege = { dropTable: 'DROP ANY TABLE', truncate: 'DROP ANY TABLE', comment: 'COMMENT ANY TABLE' }[
    statement.kind
  ];
  if (owner !== caller.user && !database.users.hasSystemPrivilege(caller.user, privilege)) {
    const sees = database.users
      .objectGrants(caller.user)
      .some((held) => held.owner === owner && held.object === table.name);
    throw sees ? serverError(1031, [], table.at) : noSuchTable(session, table);
  }
  if (statement.kind === 'comment') database.setTableComment(owner, table.name, statement.text);
  else if (statement.kind === 'truncate') database.truncateTable(owner, table.name);
  else database.dropTable(owner, table.name);
}

function requireCreateTable({ database: { users }, caller }: SqlSession, owner: string, { at }: TableName): void {
  const any = users.hasSystemPrivilege(caller.user, 'CREATE ANY TABLE');
  const may = any || (owner === caller.user && users.hasSystemPrivilege(caller.user, 'CREATE TABLE'));
  if (!may) throw serverError(1031, [], at);
  const record = users.find(owner);
  if (record === undefined) throw serverError(1918, [owner], at);
  if (users.quota(owner) === 0) throw serverError(1950, [record.defaultTablespace], at);
}

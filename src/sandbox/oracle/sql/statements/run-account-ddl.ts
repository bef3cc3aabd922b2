import { serverError } from '../../storage/server-error';
import { tablespaces } from '../dictionary/storage-views';
import type { SqlSession } from '../session/sql-session';
import type { AccountDdl, UserChange } from '../syntax/parse-account';

/** Users, roles and directories. */
export function runAccountDdl(statement: AccountDdl, session: SqlSession): void {
  switch (statement.kind) {
    case 'createUser':
      return createUser(statement, session);
    case 'alterUser':
      return alterUser(statement, session);
    case 'dropUser':
      return dropUser(statement.name, statement.cascade, session);
    case 'createRole':
      return createRole(statement.name, session);
    case 'dropRole': {
      requirePrivilege(session, 'DROP ANY ROLE');
      const { grants } = session.database.users;
      if (!grants.isRole(statement.name)) throw serverError(1919, [statement.name]);
      return grants.dropGrantee(statement.name);
    }
    case 'createDirectory':
      return createDirectory(statement, session);
    case 'dropDirectory':
      requirePrivilege(session, 'DROP ANY DIRECTORY');
      if (!session.database.directories.drop(statement.name)) throw serverError(4043, [statement.name]);
      return session.database.users.grants.dropObject('SYS', statement.name);
  }
}

/** Throws ORA-01031. */
export function requirePrivilege({ database, caller }: SqlSession, privilege: string): void {
  if (!database.users.hasSystemPrivilege(caller.user, privilege)) throw serverError(1031);
}

function createUser(change: UserChange, session: SqlSession): void {
  requirePrivilege(session, 'CREATE USER');
  // The stand-in is always a pluggable database, where common users cannot be made.
  if (change.name.startsWith('C##')) throw serverError(65094, [], change.at);
  checkTablespaces(change);
  const { name, password = '', quotas, defaultTablespace, locked = false } = change;
  session.database.users.create({
    name,
    password,
    quotas,
    locked,
    ...(defaultTablespace === undefined ? {} : { defaultTablespace }),
  });
}

function alterUser(change: UserChange, session: SqlSession): void {
  const { name, at, password, quotas, defaultTablespace, locked } = change;
  const onlyOwnPassword =
    name === session.caller.user &&
    defaultTablespace === undefined &&
    locked === undefined &&
    Object.keys(quotas).length === 0;
  if (!onlyOwnPassword) requirePrivilege(session, 'ALTER USER');
  if (session.database.users.find(name) === undefined) throw serverError(1918, [name], at);
  checkTablespaces(change);
  session.database.users.change(name, {
    quotas,
    ...(password === undefined ? {} : { password }),
    ...(locked === undefined ? {} : { locked }),
    ...(defaultTablespace === undefined ? {} : { defaultTablespace }),
  });
}

function checkTablespaces({ quotas, defaultTablespace, at }: UserChange): void {
  const named = [...Object.keys(quotas), ...(defaultTablespace === undefined ? [] : [defaultTablespace])];
  const known: readonly string[] = tablespaces;
  for (const tablespace of named) if (!known.includes(tablespace)) throw serverError(959, [tablespace], at);
}

function dropUser(name: string, cascade: boolean, session: SqlSession): void {
  requirePrivilege(session, 'DROP USER');
  const { database } = session;
  if (database.users.find(name) === undefined) throw serverError(1918, [name]);
  const tables = database.tables(name);
  if (tables.length > 0 && !cascade) throw serverError(1922, [name]);
  for (const table of tables) database.dropTable(name, table.name);
  database.users.drop(name);
}

function createRole(name: string, session: SqlSession): void {
  requirePrivilege(session, 'CREATE ROLE');
  const { users } = session.database;
  if (users.grants.isRole(name) || users.find(name) !== undefined) throw serverError(1921, [name]);
  users.grants.createRole(name);
}

/** Whoever creates a directory may read and write it. */
function createDirectory(
  { name, path, replace }: Extract<AccountDdl, { kind: 'createDirectory' }>,
  session: SqlSession,
): void {
  requirePrivilege(session, 'CREATE ANY DIRECTORY');
  const { directories, users } = session.database;
  if (!replace && directories.find(name) !== undefined) throw serverError(955);
  directories.put({ name, path });
  if (session.caller.user === 'SYS') return;
  for (const privilege of ['READ', 'WRITE'])
    users.grants.grantObject(session.caller.user, {
      owner: 'SYS',
      object: name,
      type: 'DIRECTORY',
      privilege,
      grantor: 'SYS',
      grantable: true,
    });
}

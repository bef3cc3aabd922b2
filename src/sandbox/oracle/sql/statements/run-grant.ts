import type { ObjectGrant } from '../../storage/grants';
import { systemPrivileges } from '../../storage/predefined-roles';
import { serverError } from '../../storage/server-error';
import { isFixed, objectName } from '../dictionary/dictionary';
import { noSuchTable, type TableResolver } from '../resolve-table';
import type { SqlSession } from '../session/sql-session';
import type { GrantStatement } from '../syntax/parse-grant';

const objectPrivileges = {
  DIRECTORY: ['READ', 'WRITE', 'EXECUTE'],
  PACKAGE: ['EXECUTE', 'DEBUG'],
  VIEW: ['SELECT', 'READ', 'FLASHBACK', 'INSERT', 'UPDATE', 'DELETE'],
  TABLE: ['SELECT', 'READ', 'INSERT', 'UPDATE', 'DELETE', 'FLASHBACK', 'ALTER', 'INDEX', 'REFERENCES', 'DEBUG'],
} as const;

type GrantedObject = Pick<ObjectGrant, 'owner' | 'object' | 'type'>;

/** GRANT and REVOKE of system privileges, roles and object privileges. */
export function runGrant(statement: GrantStatement, session: SqlSession, resolver: TableResolver): void {
  checkGrantees(statement, session);
  if (statement.on === undefined) return changeSystem(statement, session);
  const object = findObject(statement, session, resolver);
  requireGrantOption(session, object, statement);
  const offered: readonly string[] = objectPrivileges[object.type];
  for (const { name, at } of statement.privileges) {
    const wanted = name === 'ALL' || name === 'ALL PRIVILEGES' ? offered : [name];
    for (const privilege of wanted) {
      if (!offered.includes(privilege)) throw serverError(990, [], at);
      for (const grantee of statement.grantees) changeObject(statement, session, grantee.name, object, privilege);
    }
  }
}

function checkGrantees({ grantees, kind }: GrantStatement, { database: { users } }: SqlSession): void {
  for (const { name, at } of grantees) {
    const known = name === 'PUBLIC' || users.find(name) !== undefined || users.grants.isRole(name);
    if (!known) throw serverError(1917, [name], kind === 'grant' ? at : 0);
  }
}

function changeSystem({ kind, privileges, grantees }: GrantStatement, session: SqlSession): void {
  const { users } = session.database;
  for (const { name, at } of privileges) {
    const isRole = users.grants.isRole(name);
    if (!isRole && !systemPrivileges.includes(name))
      throw /\s/.test(name) ? serverError(990, [], at) : serverError(1919, [name], at);
    const needed = isRole ? 'GRANT ANY ROLE' : 'GRANT ANY PRIVILEGE';
    if (!users.hasSystemPrivilege(session.caller.user, needed)) throw serverError(1031, [], at);
    for (const { name: grantee } of grantees) {
      if (kind === 'grant') {
        if (isRole) users.grants.grantRole(grantee, name);
        else users.grants.grantPrivilege(grantee, name);
        continue;
      }
      const held = isRole ? users.grants.revokeRole(grantee, name) : users.grants.revokePrivilege(grantee, name);
      if (!held) throw isRole ? serverError(1951, [name, grantee]) : serverError(1952, [grantee]);
    }
  }
}

function findObject({ on }: GrantStatement, session: SqlSession, resolver: TableResolver): GrantedObject {
  if (on === undefined) throw serverError(990);
  const { owner, name, at, isDirectory } = on;
  if (isDirectory) {
    if (session.database.directories.find(name) === undefined) throw serverError(22930, [], at);
    return { owner: 'SYS', object: name, type: 'DIRECTORY' };
  }
  const table = resolver.findTable(on);
  if (table !== undefined) return { owner: table.definition.owner, object: table.definition.name, type: 'TABLE' };
  const view = resolver.findView(on);
  // V$DATABASE is a synonym: grants go to the view V_$DATABASE under it.
  if (view !== undefined && isFixed(name)) throw serverError(2030, [], at);
  if (view !== undefined) return { owner: 'SYS', object: objectName(view), type: 'VIEW' };
  if ((owner ?? 'SYS') === 'SYS' && /^(?:DBMS|UTL)_/.test(name)) return { owner: 'SYS', object: name, type: 'PACKAGE' };
  throw noSuchTable(session, on);
}

function requireGrantOption(
  { database: { users }, caller }: SqlSession,
  object: GrantedObject,
  { on, kind }: GrantStatement,
): void {
  if (object.owner === caller.user || users.hasSystemPrivilege(caller.user, 'GRANT ANY OBJECT PRIVILEGE')) return;
  const held = users
    .objectGrants(caller.user)
    .filter((grant) => grant.owner === object.owner && grant.object === object.object);
  if (held.some(({ grantable }) => grantable)) return;
  if (kind === 'revoke') throw serverError(1927);
  throw held.length > 0 ? serverError(1031, [], on?.at) : serverError(942, [], on?.at);
}

function changeObject(
  { kind, grantable }: GrantStatement,
  { database: { users } }: SqlSession,
  grantee: string,
  object: GrantedObject,
  privilege: string,
): void {
  if (kind === 'grant') users.grants.grantObject(grantee, { ...object, privilege, grantor: object.owner, grantable });
  else if (!users.grants.revokeObject(grantee, { ...object, privilege })) throw serverError(1927);
}

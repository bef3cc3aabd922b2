import type { StoredTable } from '../../storage/table-store';
import type { ViewReader } from './view';

/** Tables that ALL_ views show: own ones, and those on which any privilege is held. */
export function visibleTables(
  { database, caller }: ViewReader,
  prefix: 'DBA' | 'ALL' | 'USER',
): readonly StoredTable[] {
  const tables = database.tableStore.all();
  if (prefix === 'DBA') return tables;
  const own = tables.filter(({ definition }) => definition.owner === caller.user);
  if (prefix === 'USER') return own;
  const { users } = database;
  const anyTable = ['SELECT', 'READ', 'INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'LOCK', 'BACKUP'];
  if (anyTable.some((privilege) => users.hasSystemPrivilege(caller.user, `${privilege} ANY TABLE`))) return tables;
  const granted = new Set(users.objectGrants(caller.user).map(({ owner, object }) => `${owner}.${object}`));
  return tables.filter(({ definition: { owner, name } }) => owner === caller.user || granted.has(`${owner}.${name}`));
}

/** The tablespace of a user's tables. */
export function tablespaceOf({ database }: ViewReader, owner: string): string {
  return database.users.find(owner)?.defaultTablespace ?? 'USERS';
}

import type { ObjectGrant } from '../../storage/grants';
import { family, dba, user, type ViewDefinition, type ViewReader, type ViewRow } from './view';

interface HeldGrant extends ObjectGrant {
  readonly grantee: string;
}

/** Every object grant that is in force. */
function objectGrants({ database: { users } }: ViewReader): readonly HeldGrant[] {
  return users.grants
    .grantees()
    .flatMap((grantee) => users.grants.of(grantee).objects.map((grant) => ({ ...grant, grantee })))
    .filter(({ privilege, owner, object }) => !users.isObjectGrantWithheld(privilege, owner, object));
}

function grantRow({ grantee, owner, object, grantor, privilege, grantable, type }: HeldGrant): ViewRow {
  return {
    GRANTEE: grantee,
    OWNER: owner,
    TABLE_SCHEMA: owner,
    TABLE_NAME: object,
    GRANTOR: grantor,
    PRIVILEGE: privilege,
    GRANTABLE: grantable ? 'YES' : 'NO',
    HIERARCHY: 'NO',
    COMMON: 'NO',
    TYPE: type,
    INHERITED: 'NO',
  };
}

/** The user, PUBLIC and the roles that are on. */
function ownNames({ database: { users }, caller }: ViewReader): ReadonlySet<string> {
  return new Set([caller.user, 'PUBLIC', ...users.enabledRoles(caller.user)]);
}

const grantColumns = `GRANTABLE VARCHAR2(3), HIERARCHY VARCHAR2(3), COMMON VARCHAR2(3), TYPE VARCHAR2(24),
  INHERITED VARCHAR2(3)`;

function systemRows(grantees: readonly string[], { database: { users } }: ViewReader): readonly ViewRow[] {
  return grantees.flatMap((grantee) =>
    users.grants.of(grantee).privileges.map((privilege) => ({
      GRANTEE: grantee,
      USERNAME: grantee,
      ROLE: grantee,
      PRIVILEGE: privilege,
      ADMIN_OPTION: 'NO',
      COMMON: 'NO',
      INHERITED: 'NO',
    })),
  );
}

function roleRows(grantees: readonly string[], { database: { users } }: ViewReader): readonly ViewRow[] {
  return grantees.flatMap((grantee) =>
    users.grants.of(grantee).roles.map((role) => ({
      GRANTEE: grantee,
      USERNAME: grantee,
      ROLE: grantee,
      GRANTED_ROLE: role,
      ADMIN_OPTION: 'NO',
      DELEGATE_OPTION: 'NO',
      DEFAULT_ROLE: 'YES',
      OS_GRANTED: 'NO',
      COMMON: 'NO',
      INHERITED: 'NO',
    })),
  );
}

const options = 'ADMIN_OPTION VARCHAR2(3), COMMON VARCHAR2(3), INHERITED VARCHAR2(3)';
const roleOptions = `ADMIN_OPTION VARCHAR2(3), DELEGATE_OPTION VARCHAR2(3), DEFAULT_ROLE VARCHAR2(3), COMMON VARCHAR2(3),
  INHERITED VARCHAR2(3)`;

export const privilegeViews: Readonly<Record<string, ViewDefinition>> = {
  ...family(
    'TAB_PRIVS',
    [dba, user()],
    `GRANTEE, OWNER, TABLE_NAME, GRANTOR, PRIVILEGE VARCHAR2(40), ${grantColumns}`,
    (reader, prefix) =>
      objectGrants(reader)
        .filter(
          ({ grantee, owner, grantor }) => prefix === 'DBA' || [grantee, owner, grantor].includes(reader.caller.user),
        )
        .map(grantRow),
  ),
  ALL_TAB_PRIVS: {
    access: 'public',
    columns: `GRANTOR, GRANTEE, TABLE_SCHEMA, TABLE_NAME, PRIVILEGE VARCHAR2(40), ${grantColumns}`,
    rows: (reader) => {
      const own = ownNames(reader);
      return objectGrants(reader)
        .filter(({ grantee, owner, grantor }) => own.has(grantee) || [owner, grantor].includes(reader.caller.user))
        .map(grantRow);
    },
  },
  ROLE_TAB_PRIVS: {
    access: 'public',
    columns: `ROLE, OWNER, TABLE_NAME, COLUMN_NAME, PRIVILEGE VARCHAR2(40), GRANTABLE VARCHAR2(3), COMMON VARCHAR2(3),
      INHERITED VARCHAR2(3)`,
    rows: (reader) => {
      const roles = new Set(reader.database.users.enabledRoles(reader.caller.user));
      return objectGrants(reader)
        .filter(({ grantee }) => roles.has(grantee))
        .map((grant) => ({ ...grantRow(grant), ROLE: grant.grantee }));
    },
  },
  SESSION_PRIVS: {
    access: 'public',
    columns: 'PRIVILEGE VARCHAR2(40)',
    rows: ({ database, caller }) => database.users.systemPrivileges(caller.user).map((PRIVILEGE) => ({ PRIVILEGE })),
  },
  SESSION_ROLES: {
    access: 'public',
    columns: 'ROLE',
    rows: ({ database, caller }) => database.users.enabledRoles(caller.user).map((ROLE) => ({ ROLE })),
  },
  DBA_ROLES: {
    access: 'catalog',
    columns:
      'ROLE, ROLE_ID NUMBER, PASSWORD_REQUIRED VARCHAR2(8), AUTHENTICATION_TYPE VARCHAR2(11), COMMON VARCHAR2(3), ORACLE_MAINTAINED VARCHAR2(1)',
    rows: ({ database }) =>
      database.users.grants.roles().map((ROLE, index) => ({
        ROLE,
        ROLE_ID: 20 + index,
        PASSWORD_REQUIRED: 'NO',
        AUTHENTICATION_TYPE: 'NONE',
        COMMON: 'YES',
        ORACLE_MAINTAINED: 'Y',
      })),
  },
  DBA_SYS_PRIVS: {
    access: 'catalog',
    columns: `GRANTEE, PRIVILEGE VARCHAR2(40), ${options}`,
    rows: (reader) => systemRows(reader.database.users.grants.grantees(), reader),
  },
  USER_SYS_PRIVS: {
    access: 'public',
    columns: `USERNAME, PRIVILEGE VARCHAR2(40), ${options}`,
    rows: (reader) => systemRows([reader.caller.user], reader),
  },
  ROLE_SYS_PRIVS: {
    access: 'public',
    columns: `ROLE, PRIVILEGE VARCHAR2(40), ${options}`,
    rows: (reader) => systemRows(reader.database.users.enabledRoles(reader.caller.user), reader),
  },
  DBA_ROLE_PRIVS: {
    access: 'catalog',
    columns: `GRANTEE, GRANTED_ROLE, ${roleOptions}`,
    rows: (reader) => roleRows(reader.database.users.grants.grantees(), reader),
  },
  USER_ROLE_PRIVS: {
    access: 'public',
    columns: `USERNAME, GRANTED_ROLE, ADMIN_OPTION VARCHAR2(3), DELEGATE_OPTION VARCHAR2(3), DEFAULT_ROLE VARCHAR2(3),
      OS_GRANTED VARCHAR2(3), COMMON VARCHAR2(3), INHERITED VARCHAR2(3)`,
    rows: (reader) => roleRows([reader.caller.user], reader),
  },
};

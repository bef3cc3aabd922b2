import type { ExportScope } from '../domain/export-scope';
import { exportRole, grants } from './grants';
import { needsExportRole } from './privileges';
import type { InBind } from './session';
import { quoteText, readableName } from './sql-text';

export interface SetupRequest {
  /** As the dictionary is to spell it. */
  readonly user: string;
  readonly tablespace: string;
  /** Of the user in its tablespace, for Data Pump's master table: `500M`. */
  readonly quota: string;
  readonly directory: string;
  /** The path on the database's host; undefined: the directory object exists, or the provider chooses the path. */
  readonly directoryPath?: string;
  readonly scope: ExportScope;
  readonly platform: { readonly rds: boolean; /** Switch to this PDB first. */ readonly pdb?: string };
}

/** One statement of the set-up. */
export interface SetupStatement {
  /** As a DBA types it; the user's password is the placeholder, never the real one. */
  readonly sql: string;
  readonly purpose: string;
  /** There is nothing left to do when this query gives this many rows (one unless it says otherwise). */
  readonly done: { readonly sql: string; readonly binds: Readonly<Record<string, InBind>>; readonly rows?: number };
}

/** SQL*Plus and SQLcl ask for it; the command line puts the configured password in its place. */
export const passwordPlaceholder = '&password';

/** Views that the preflight and the SCN need, where no role already opens them. */
const preflightViews = ['V_$DATABASE', 'V_$PARAMETER', 'V_$UNDOSTAT', 'V_$PDBS'];

/** The least that an export of this scope needs, in the order in which a DBA runs it. */
export function setupStatements(request: SetupRequest): readonly SetupStatement[] {
  const { user, directory, scope, platform } = request;
  const wide = needsExportRole(scope, user);
  return [
    ...(platform.pdb === undefined ? [] : [switchContainer(platform.pdb)]),
    createUser(request),
    quota(request),
    systemPrivilege('CREATE SESSION', user, 'log in'),
    systemPrivilege('CREATE TABLE', user, 'Data Pump keeps its master table in the user’s schema'),
    ...(wide ? [role(user)] : []),
    ...createDirectory(request),
    directoryPrivileges(directory, user),
    // The role brings SELECT_CATALOG_ROLE with it.
    ...(wide ? [] : preflightViews.map((view) => selectOn(view, user, platform.rds))),
  ];
}

function switchContainer(pdb: string): SetupStatement {
  return {
    sql: `ALTER SESSION SET CONTAINER = ${readableName(pdb)}`,
    purpose: 'work in the pluggable database',
    done: { sql: `SELECT 1 FROM DUAL WHERE SYS_CONTEXT('USERENV', 'CON_NAME') = :pdb`, binds: { pdb } },
  };
}

function createUser({ user, tablespace }: SetupRequest): SetupStatement {
  return {
    sql: `CREATE USER ${readableName(user)} IDENTIFIED BY "${passwordPlaceholder}" DEFAULT TABLESPACE ${readableName(tablespace)}`,
    purpose: 'a user of its own',
    done: { sql: 'SELECT 1 FROM DBA_USERS WHERE USERNAME = :name', binds: { name: user } },
  };
}

function quota({ user, tablespace, quota: size }: SetupRequest): SetupStatement {
  return {
    sql: grants.quota(user, tablespace, size),
    purpose: 'room for the master table',
    done: {
      sql: 'SELECT 1 FROM DBA_TS_QUOTAS WHERE USERNAME = :name AND TABLESPACE_NAME = :tablespace AND MAX_BYTES <> 0',
      binds: { name: user, tablespace },
    },
  };
}

function systemPrivilege(privilege: string, user: string, purpose: string): SetupStatement {
  return {
    sql: grants.system(privilege, user),
    purpose,
    done: {
      sql: 'SELECT 1 FROM DBA_SYS_PRIVS WHERE GRANTEE = :name AND PRIVILEGE = :privilege',
      binds: { name: user, privilege },
    },
  };
}

function role(user: string): SetupStatement {
  return {
    sql: grants.system(exportRole, user),
    purpose: 'export schemas of others; read the views of the preflight',
    done: {
      sql: 'SELECT 1 FROM DBA_ROLE_PRIVS WHERE GRANTEE = :name AND GRANTED_ROLE = :role',
      binds: { name: user, role: exportRole },
    },
  };
}

function createDirectory({ directory, directoryPath, platform }: SetupRequest): SetupStatement[] {
  const done = { sql: 'SELECT 1 FROM DBA_DIRECTORIES WHERE DIRECTORY_NAME = :directory', binds: { directory } };
  const purpose = 'where the dump files lie until they are copied: give Redoubt one of its own';
  if (platform.rds) {
    const sql = `BEGIN rdsadmin.rdsadmin_util.create_directory(p_directory_name => ${quoteText(directory)}); END;`;
    return [{ sql, purpose, done }];
  }
  if (directoryPath === undefined) return [];
  return [{ sql: grants.createDirectory(directory, directoryPath), purpose, done }];
}

function directoryPrivileges(directory: string, user: string): SetupStatement {
  return {
    sql: grants.directory(['READ', 'WRITE'], directory, user),
    purpose: 'READ: fetch the files; WRITE: export, and remove them',
    done: {
      sql: `SELECT DISTINCT PRIVILEGE FROM DBA_TAB_PRIVS WHERE GRANTEE = :name AND TABLE_NAME = :directory AND PRIVILEGE IN ('READ', 'WRITE')`,
      rows: 2,
      binds: { name: user, directory },
    },
  };
}

function selectOn(view: string, user: string, rds: boolean): SetupStatement {
  return {
    sql: rds
      ? `BEGIN rdsadmin.rdsadmin_util.grant_sys_object(p_obj_name => '${view}', p_grantee => ${quoteText(user)}, p_privilege => 'SELECT'); END;`
      : grants.select(view, user),
    purpose: 'read the SCN, and what the preflight tells',
    done: {
      sql: `SELECT 1 FROM DBA_TAB_PRIVS WHERE GRANTEE = :name AND TABLE_NAME = :name_of_view AND PRIVILEGE = 'SELECT'`,
      binds: { name: user, name_of_view: view },
    },
  };
}

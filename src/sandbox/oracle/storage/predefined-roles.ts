/** What a role or PUBLIC holds in a new database, as far as the stand-in asks for it. Source: the 18c catalogue scripts. */
export interface PredefinedRole {
  readonly privileges: readonly string[];
  readonly roles: readonly string[];
  /** Packages of SYS. */
  readonly execute: readonly string[];
}

const publicPackages = [
  'DBMS_APPLICATION_INFO',
  'DBMS_DATAPUMP',
  'DBMS_LOB',
  'DBMS_METADATA',
  'DBMS_OUTPUT',
  'DBMS_PARALLEL_EXECUTE',
  'DBMS_ROWID',
  'DBMS_SESSION',
  'DBMS_SPACE',
  'DBMS_SQL',
  'DBMS_UTILITY',
  'UTL_FILE',
  'UTL_RAW',
];

const createOwn = ['CLUSTER', 'INDEXTYPE', 'OPERATOR', 'PROCEDURE', 'SEQUENCE', 'TABLE', 'TRIGGER', 'TYPE'];

const importAny = ['TABLE', 'INDEX', 'VIEW', 'SEQUENCE', 'PROCEDURE', 'TRIGGER', 'TYPE', 'SYNONYM', 'DIRECTORY'];

/** Every system privilege that the stand-in knows; the DBA role holds them all. */
export const systemPrivileges: readonly string[] = [
  'ADMINISTER SQL MANAGEMENT OBJECT',
  'ALTER ANY TABLE',
  'ALTER DATABASE',
  'ALTER SESSION',
  'ALTER SYSTEM',
  'ALTER TABLESPACE',
  'ALTER USER',
  'ANALYZE ANY',
  'BACKUP ANY TABLE',
  'COMMENT ANY TABLE',
  'CREATE JOB',
  'CREATE ROLE',
  'CREATE SESSION',
  'CREATE SYNONYM',
  'CREATE TABLESPACE',
  'CREATE USER',
  'CREATE VIEW',
  'DELETE ANY TABLE',
  'DROP ANY DIRECTORY',
  'DROP ANY ROLE',
  'DROP ANY TABLE',
  'DROP USER',
  'EXECUTE ANY PROCEDURE',
  'EXECUTE ANY TYPE',
  'EXEMPT ACCESS POLICY',
  'EXEMPT REDACTION POLICY',
  'FLASHBACK ANY TABLE',
  'GRANT ANY OBJECT PRIVILEGE',
  'GRANT ANY PRIVILEGE',
  'GRANT ANY ROLE',
  'INSERT ANY TABLE',
  'LOCK ANY TABLE',
  'READ ANY TABLE',
  'RESTRICTED SESSION',
  'RESUMABLE',
  'SELECT ANY DICTIONARY',
  'SELECT ANY SEQUENCE',
  'SELECT ANY TABLE',
  'SET CONTAINER',
  'UNLIMITED TABLESPACE',
  'UPDATE ANY TABLE',
  ...createOwn.map((object) => `CREATE ${object}`),
  ...importAny.map((object) => `CREATE ANY ${object}`),
];

/** Granted to no role: SYS has them, others only by name. */
const neverInDba = new Set(['EXEMPT ACCESS POLICY', 'EXEMPT REDACTION POLICY']);

const none = { privileges: [], roles: [], execute: [] };

export const predefinedRoles: Readonly<Record<string, PredefinedRole>> = {
  PUBLIC: { ...none, execute: publicPackages },
  CONNECT: { ...none, privileges: ['CREATE SESSION', 'SET CONTAINER'] },
  RESOURCE: { ...none, privileges: createOwn.map((object) => `CREATE ${object}`) },
  SELECT_CATALOG_ROLE: none,
  EXECUTE_CATALOG_ROLE: { ...none, execute: ['DBMS_FILE_TRANSFER', 'DBMS_LOCK'] },
  EXP_FULL_DATABASE: {
    ...none,
    privileges: [
      'ADMINISTER SQL MANAGEMENT OBJECT',
      'ANALYZE ANY',
      'BACKUP ANY TABLE',
      'CREATE SESSION',
      'CREATE TABLE',
      'EXECUTE ANY PROCEDURE',
      'EXECUTE ANY TYPE',
      'EXEMPT REDACTION POLICY',
      'FLASHBACK ANY TABLE',
      'RESUMABLE',
      'SELECT ANY SEQUENCE',
      'SELECT ANY TABLE',
    ],
    roles: ['SELECT_CATALOG_ROLE', 'EXECUTE_CATALOG_ROLE'],
  },
  IMP_FULL_DATABASE: {
    ...none,
    privileges: [
      'ALTER ANY TABLE',
      'ALTER USER',
      'COMMENT ANY TABLE',
      'CREATE SESSION',
      'CREATE TABLESPACE',
      'CREATE USER',
      'DROP ANY TABLE',
      'DROP USER',
      'GRANT ANY OBJECT PRIVILEGE',
      'GRANT ANY PRIVILEGE',
      'GRANT ANY ROLE',
      'INSERT ANY TABLE',
      'SELECT ANY TABLE',
      'UPDATE ANY TABLE',
      ...importAny.map((object) => `CREATE ANY ${object}`),
    ],
    roles: ['SELECT_CATALOG_ROLE', 'EXECUTE_CATALOG_ROLE'],
  },
  DATAPUMP_EXP_FULL_DATABASE: {
    ...none,
    privileges: ['CREATE SESSION', 'CREATE TABLE'],
    roles: ['EXP_FULL_DATABASE'],
  },
  DATAPUMP_IMP_FULL_DATABASE: {
    ...none,
    privileges: ['CREATE SESSION', 'CREATE TABLE'],
    roles: ['EXP_FULL_DATABASE', 'IMP_FULL_DATABASE'],
  },
  DBA: {
    privileges: systemPrivileges.filter((privilege) => !neverInDba.has(privilege)),
    roles: [
      'DATAPUMP_EXP_FULL_DATABASE',
      'DATAPUMP_IMP_FULL_DATABASE',
      'EXECUTE_CATALOG_ROLE',
      'EXP_FULL_DATABASE',
      'IMP_FULL_DATABASE',
      'SELECT_CATALOG_ROLE',
    ],
    execute: ['DBMS_FLASHBACK'],
  },
};

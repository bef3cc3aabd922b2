import { playedVersions } from '../../../../src/sandbox/oracle/engine';
import { openTestEngine, type TestEngine } from './sql-client';

/** Columns by which a preflight, a size estimate or a client would notice a wrong name. */
const documented: Readonly<Record<string, string>> = {
  V$DATABASE:
    'DBID NAME CREATED LOG_MODE OPEN_MODE DATABASE_ROLE PROTECTION_MODE PLATFORM_NAME CURRENT_SCN DB_UNIQUE_NAME CDB CON_ID',
  V$INSTANCE:
    'INSTANCE_NUMBER INSTANCE_NAME HOST_NAME VERSION STARTUP_TIME STATUS PARALLEL DATABASE_STATUS INSTANCE_MODE EDITION',
  GV$INSTANCE: 'INST_ID INSTANCE_NAME',
  V$PDBS: 'CON_ID DBID CON_UID GUID NAME OPEN_MODE RESTRICTED OPEN_TIME CREATE_SCN TOTAL_SIZE BLOCK_SIZE',
  V$PARAMETER: 'NUM NAME TYPE VALUE DISPLAY_VALUE ISDEFAULT ISSES_MODIFIABLE ISSYS_MODIFIABLE DESCRIPTION CON_ID',
  V$ENCRYPTION_WALLET: 'WRL_TYPE WRL_PARAMETER STATUS WALLET_TYPE WALLET_ORDER FULLY_BACKED_UP CON_ID',
  V$UNDOSTAT: 'BEGIN_TIME END_TIME UNDOTSN MAXQUERYLEN MAXQUERYID SSOLDERRCNT TUNED_UNDORETENTION CON_ID',
  V$SESSION: 'SID SERIAL# AUDSID USERNAME STATUS SCHEMANAME MACHINE PROGRAM MODULE LOGON_TIME SERVICE_NAME CON_ID',
  V$OPTION: 'PARAMETER VALUE CON_ID',
  V$TIMEZONE_FILE: 'FILENAME VERSION CON_ID',
  DBA_SEGMENTS: 'OWNER SEGMENT_NAME PARTITION_NAME SEGMENT_TYPE TABLESPACE_NAME HEADER_FILE BYTES BLOCKS EXTENTS',
  USER_SEGMENTS: 'SEGMENT_NAME SEGMENT_TYPE TABLESPACE_NAME BYTES',
  DBA_TABLES: 'OWNER TABLE_NAME TABLESPACE_NAME NUM_ROWS AVG_ROW_LEN COMPRESSION COMPRESS_FOR IOT_TYPE SEGMENT_CREATED',
  USER_TABLES: 'TABLE_NAME NUM_ROWS',
  ALL_TAB_COLUMNS: 'OWNER TABLE_NAME COLUMN_NAME DATA_TYPE DATA_LENGTH DATA_PRECISION DATA_SCALE NULLABLE COLUMN_ID',
  DBA_LOBS: 'OWNER TABLE_NAME COLUMN_NAME SEGMENT_NAME ENCRYPT COMPRESSION SECUREFILE',
  DBA_TABLESPACES: 'TABLESPACE_NAME BLOCK_SIZE STATUS CONTENTS BIGFILE ENCRYPTED PLUGGED_IN',
  DBA_DATA_FILES: 'FILE_NAME FILE_ID TABLESPACE_NAME BYTES AUTOEXTENSIBLE MAXBYTES ONLINE_STATUS',
  ALL_ENCRYPTED_COLUMNS: 'OWNER TABLE_NAME COLUMN_NAME ENCRYPTION_ALG SALT INTEGRITY_ALG',
  ALL_DIRECTORIES: 'OWNER DIRECTORY_NAME DIRECTORY_PATH ORIGIN_CON_ID',
  ALL_TAB_PRIVS: 'GRANTOR GRANTEE TABLE_SCHEMA TABLE_NAME PRIVILEGE GRANTABLE HIERARCHY COMMON TYPE INHERITED',
  DBA_TAB_PRIVS: 'GRANTEE OWNER TABLE_NAME GRANTOR PRIVILEGE GRANTABLE HIERARCHY COMMON TYPE INHERITED',
  DBA_SYS_PRIVS: 'GRANTEE PRIVILEGE ADMIN_OPTION COMMON INHERITED',
  DBA_ROLE_PRIVS: 'GRANTEE GRANTED_ROLE ADMIN_OPTION DELEGATE_OPTION DEFAULT_ROLE COMMON INHERITED',
  DBA_TS_QUOTAS: 'TABLESPACE_NAME USERNAME BYTES MAX_BYTES BLOCKS MAX_BLOCKS DROPPED',
  USER_TS_QUOTAS: 'TABLESPACE_NAME BYTES MAX_BYTES BLOCKS MAX_BLOCKS DROPPED',
  ALL_USERS: 'USERNAME USER_ID CREATED COMMON ORACLE_MAINTAINED',
  ALL_POLICIES: 'OBJECT_OWNER OBJECT_NAME POLICY_NAME SEL INS UPD DEL ENABLE POLICY_TYPE',
  REDACTION_POLICIES: 'OBJECT_OWNER OBJECT_NAME POLICY_NAME EXPRESSION ENABLE POLICY_DESCRIPTION',
  NLS_DATABASE_PARAMETERS: 'PARAMETER VALUE',
  DATABASE_PROPERTIES: 'PROPERTY_NAME PROPERTY_VALUE DESCRIPTION',
  GLOBAL_NAME: 'GLOBAL_NAME',
};

describe.each(playedVersions)('the dictionary of %s', (version) => {
  let server: TestEngine;

  beforeAll(() => {
    server = openTestEngine({ version });
  });

  afterAll(() => {
    server[Symbol.dispose]();
  });

  test('every view can be read whole, and gives values of its columns', () => {
    server.connect('SALES').run('CREATE TABLE t (id NUMBER PRIMARY KEY, body CLOB)');
    for (const { name, columns } of server.engine.views()) {
      const rows = server.system.rows(`SELECT * FROM ${name}`);
      for (const row of rows) expect(row).toHaveLength(columns.length);
      expect(server.system.columns(`SELECT * FROM ${name}`).map((column) => column.name)).toEqual(
        columns.map((column) => column.name),
      );
    }
  });

  test.each(Object.entries(documented))('%s has its documented columns', (name, columns) => {
    server.system.rows(`SELECT ${columns.split(' ').join(', ')} FROM ${name}`);
    expect(() => server.system.rows(`SELECT no_such_column FROM ${name}`)).toThrow(
      'ORA-00904: "NO_SUCH_COLUMN": invalid identifier',
    );
  });
});

describe('what views say', () => {
  test('columns that a release does not have are not there', () => {
    using older = openTestEngine({ version: '12.2' });
    using newer = openTestEngine({ version: '19c' });
    expect(() => older.system.rows('SELECT version_full FROM v$instance')).toThrow('ORA-00904: "VERSION_FULL"');
    expect(newer.system.value('SELECT version_full FROM v$instance')).toBe('19.21.0.0.0');
  });

  test('settings show: edition, role, encryption, character set, undo', () => {
    using test = openTestEngine({
      edition: 'SE2',
      role: 'PHYSICAL STANDBY',
      openMode: 'READ ONLY',
      tdeTablespaces: true,
      tunedUndoRetentionS: 1234,
    });
    const { system } = test;
    expect(system.value(`SELECT value FROM v$option WHERE parameter = 'Parallel execution'`)).toBe('FALSE');
    expect(system.rows('SELECT database_role, open_mode FROM v$database')).toEqual([['PHYSICAL STANDBY', 'READ ONLY']]);
    expect(system.rows(`SELECT tablespace_name FROM dba_tablespaces WHERE encrypted = 'YES'`)).toEqual([['USERS']]);
    expect(system.value(`SELECT value FROM nls_database_parameters WHERE parameter = 'NLS_CHARACTERSET'`)).toBe(
      'AL32UTF8',
    );
    expect(system.value('SELECT MIN(tuned_undoretention) FROM v$undostat WHERE begin_time > SYSDATE - 1')).toBe('1234');
    expect(system.value(`SELECT banner FROM v$version WHERE banner LIKE 'Oracle%'`)).toContain('Standard Edition 2');
  });

  test('sizes and rows of tables show in segments and statistics', () => {
    using test = openTestEngine();
    const sales = test.connect('SALES');
    sales.run('CREATE TABLE t (text VARCHAR2(4000))');
    test.database.insertRows(
      'SALES',
      'T',
      Array.from({ length: 100 }, () => ['x'.repeat(2000)]),
    );
    expect(Number(sales.value('SELECT SUM(bytes) FROM user_segments'))).toBeGreaterThan(200_000);
    expect(sales.rows('SELECT num_rows, avg_row_len FROM user_tables')).toEqual([['100', '2004']]);
  });

  test('statistics follow deletes and rollbacks', () => {
    using test = openTestEngine();
    const sales = test.connect('SALES');
    sales.run('CREATE TABLE t (n NUMBER)');
    for (let n = 1; n <= 4; n += 1) sales.run('INSERT INTO t VALUES (:n)', String(n));
    sales.commit();
    sales.run('DELETE FROM t WHERE n = 1');
    expect(sales.value('SELECT num_rows FROM user_tables')).toBe('3');
    sales.rollback();
    expect(sales.rows('SELECT num_rows, avg_row_len FROM user_tables')).toEqual([['4', '8']]);
  });

  test('another part brings its views', () => {
    const rows = () => [['JOB_1', '4', null]];
    const columns = [
      { name: 'JOB_NAME', type: 'VARCHAR2', maxSize: 128, nullable: true },
      { name: 'DEGREE', type: 'NUMBER', nullable: true },
      { name: 'SADDR', type: 'RAW', maxSize: 8, nullable: true },
    ] as const;
    using test = openTestEngine(
      {},
      { viewProviders: [{ views: [{ name: 'USER_JOBS_HERE', columns, access: 'public', rows }] }] },
    );
    expect(
      test.connect('PLAIN').rows('SELECT degree + 1, saddr FROM user_jobs_here WHERE job_name = :1', 'JOB_1'),
    ).toEqual([['5', null]]);
  });

  test('two views join', () => {
    using test = openTestEngine();
    test.connect('SALES').run('CREATE TABLE t (id NUMBER, name VARCHAR2(10))');
    const sql = `SELECT t.table_name, c.column_name FROM dba_tables t JOIN dba_tab_columns c ON c.owner = t.owner AND c.table_name = t.table_name
      WHERE t.owner = 'SALES' ORDER BY c.column_id`;
    expect(test.system.rows(sql)).toEqual([
      ['T', 'ID'],
      ['T', 'NAME'],
    ]);
  });
});

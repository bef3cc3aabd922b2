import type { UserRecord } from '../../storage/user-store';
import { dateText } from '../values/date-arithmetic';
import { dba, family, user, type ViewDefinition, type ViewReader, type ViewRow } from './view';

function userRow(record: UserRecord): ViewRow {
  return {
    USERNAME: record.name,
    USER_ID: record.userId,
    ACCOUNT_STATUS: record.locked ? 'LOCKED' : 'OPEN',
    LOCK_DATE: record.locked ? dateText(record.createdAtMs) : null,
    DEFAULT_TABLESPACE: record.defaultTablespace,
    TEMPORARY_TABLESPACE: 'TEMP',
    LOCAL_TEMP_TABLESPACE: 'TEMP',
    CREATED: dateText(record.createdAtMs),
    PROFILE: 'DEFAULT',
    INITIAL_RSRC_CONSUMER_GROUP: 'DEFAULT_CONSUMER_GROUP',
    PASSWORD_VERSIONS: '11G 12C',
    EDITIONS_ENABLED: 'N',
    AUTHENTICATION_TYPE: 'PASSWORD',
    PROXY_ONLY_CONNECT: 'N',
    COMMON: record.oracleMaintained ? 'YES' : 'NO',
    ORACLE_MAINTAINED: record.oracleMaintained ? 'Y' : 'N',
    INHERITED: record.oracleMaintained ? 'YES' : 'NO',
    DEFAULT_COLLATION: 'USING_NLS_COMP',
    IMPLICIT: 'NO',
    ALL_SHARD: 'NO',
  };
}

function quotaRows({ database, caller }: ViewReader, prefix: string): readonly ViewRow[] {
  const users = database.users.all().filter(({ name }) => prefix === 'DBA' || name === caller.user);
  return users.flatMap(({ name, quotas }) => {
    const used = database.tables(name).reduce((sum, table) => sum + database.tableBytes(name, table.name), 0);
    return Object.entries(quotas).map(([tablespace, quota]) => ({
      TABLESPACE_NAME: tablespace,
      USERNAME: name,
      BYTES: used,
      MAX_BYTES: quota === 'unlimited' ? -1 : quota,
      BLOCKS: Math.ceil(used / 8192),
      MAX_BLOCKS: quota === 'unlimited' ? -1 : Math.ceil(quota / 8192),
      DROPPED: 'NO',
    }));
  });
}

export const userViews: Readonly<Record<string, ViewDefinition>> = {
  DBA_USERS: {
    access: 'catalog',
    columns: `USERNAME, USER_ID NUMBER, PASSWORD VARCHAR2(4000), ACCOUNT_STATUS VARCHAR2(32), LOCK_DATE DATE,
      EXPIRY_DATE DATE, DEFAULT_TABLESPACE VARCHAR2(30), TEMPORARY_TABLESPACE VARCHAR2(30),
      LOCAL_TEMP_TABLESPACE VARCHAR2(30), CREATED DATE, PROFILE, INITIAL_RSRC_CONSUMER_GROUP,
      EXTERNAL_NAME VARCHAR2(4000), PASSWORD_VERSIONS VARCHAR2(17), EDITIONS_ENABLED VARCHAR2(1),
      AUTHENTICATION_TYPE VARCHAR2(8), PROXY_ONLY_CONNECT VARCHAR2(1), COMMON VARCHAR2(3), LAST_LOGIN TIMESTAMP(9),
      ORACLE_MAINTAINED VARCHAR2(1), INHERITED VARCHAR2(3), DEFAULT_COLLATION VARCHAR2(100), IMPLICIT VARCHAR2(3),
      ALL_SHARD VARCHAR2(3), PASSWORD_CHANGE_DATE DATE >=18`,
    rows: ({ database }) => database.users.all().map(userRow),
  },
  ALL_USERS: {
    access: 'public',
    columns: `USERNAME, USER_ID NUMBER, CREATED DATE, COMMON VARCHAR2(3), ORACLE_MAINTAINED VARCHAR2(1),
      INHERITED VARCHAR2(3), DEFAULT_COLLATION VARCHAR2(100), IMPLICIT VARCHAR2(3), ALL_SHARD VARCHAR2(3)`,
    rows: ({ database }) => database.users.all().map(userRow),
  },
  USER_USERS: {
    access: 'public',
    columns: `USERNAME, USER_ID NUMBER, ACCOUNT_STATUS VARCHAR2(32), LOCK_DATE DATE, EXPIRY_DATE DATE,
      DEFAULT_TABLESPACE VARCHAR2(30), TEMPORARY_TABLESPACE VARCHAR2(30), LOCAL_TEMP_TABLESPACE VARCHAR2(30), CREATED DATE,
      INITIAL_RSRC_CONSUMER_GROUP, EXTERNAL_NAME VARCHAR2(4000), PROXY_ONLY_CONNECT VARCHAR2(1), COMMON VARCHAR2(3),
      ORACLE_MAINTAINED VARCHAR2(1), INHERITED VARCHAR2(3), DEFAULT_COLLATION VARCHAR2(100), IMPLICIT VARCHAR2(3),
      ALL_SHARD VARCHAR2(3)`,
    rows: ({ database, caller }) => {
      const record = database.users.find(caller.user);
      return record === undefined ? [] : [userRow(record)];
    },
  },
  ...family(
    'TS_QUOTAS',
    [dba, user('USERNAME')],
    `TABLESPACE_NAME VARCHAR2(30), USERNAME, BYTES NUMBER, MAX_BYTES NUMBER, BLOCKS NUMBER, MAX_BLOCKS NUMBER,
     DROPPED VARCHAR2(3)`,
    quotaRows,
  ),
};

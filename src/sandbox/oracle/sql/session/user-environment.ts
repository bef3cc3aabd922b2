import { hostname } from 'node:os';

import { serverError } from '../../storage/server-error';
import { instanceFacts } from './instance-facts';
import type { SqlSession } from './sql-session';

type Read = (session: SqlSession) => string | null;

/** Keys of SYS_CONTEXT('USERENV', …). */
const keys: Readonly<Record<string, Read>> = {
  DB_NAME: ({ database }) => database.settings.databaseName,
  DB_UNIQUE_NAME: ({ database }) => instanceFacts(database).uniqueName,
  DB_DOMAIN: () => null,
  INSTANCE: () => '1',
  INSTANCE_NAME: ({ database }) => instanceFacts(database).instanceName,
  SERVER_HOST: () => hostname(),
  SERVICE_NAME: ({ database }) => database.settings.serviceName,
  DATABASE_ROLE: ({ database }) => database.settings.role,
  CON_ID: () => '3',
  CON_NAME: ({ database }) => instanceFacts(database).pdbName,
  CDB_NAME: ({ database }) => database.settings.databaseName,
  SESSION_USER: ({ caller }) => caller.user,
  SESSION_USERID: (session) => userId(session),
  CURRENT_USER: ({ caller }) => caller.user,
  CURRENT_USERID: (session) => userId(session),
  CURRENT_SCHEMA: ({ currentSchema }) => currentSchema,
  SESSIONID: ({ caller }) => String(100_000 + caller.sid),
  SID: ({ caller }) => String(caller.sid),
  ISDBA: ({ caller }) => (caller.user === 'SYS' ? 'TRUE' : 'FALSE'),
  AUTHENTICATION_METHOD: () => 'PASSWORD',
  NETWORK_PROTOCOL: () => 'tcp',
  HOST: () => hostname(),
  OS_USER: () => null,
  TERMINAL: () => 'unknown',
  MODULE: () => null,
  ACTION: () => null,
  CLIENT_INFO: () => null,
  CLIENT_IDENTIFIER: () => null,
  LANGUAGE: ({ database }) => `AMERICAN_AMERICA.${database.settings.characterSet}`,
  LANG: () => 'US',
  NLS_TERRITORY: () => 'AMERICA',
  NLS_CURRENCY: () => '$',
  NLS_CALENDAR: () => 'GREGORIAN',
  NLS_SORT: () => 'BINARY',
  NLS_DATE_LANGUAGE: () => 'AMERICAN',
  NLS_DATE_FORMAT: ({ nls }) => nls.get('NLS_DATE_FORMAT'),
  ORACLE_HOME: () => '/opt/oracle/product/dbhome',
  PLATFORM_SLASH: () => '/',
  CLOUD_SERVICE: () => null,
};

/** Throws ORA-02003 for a key that does not exist. */
export function userEnvironment(key: string, session: SqlSession): string | null {
  const read = keys[key];
  if (read === undefined) throw serverError(2003);
  return read(session);
}

function userId({ database, caller }: SqlSession): string {
  return String(database.users.find(caller.user)?.userId ?? 0);
}

import { hostname } from 'node:os';

import { instanceFacts } from '../session/instance-facts';
import { dateText, timestampText } from '../values/date-arithmetic';
import type { ViewDefinition, ViewReader, ViewRow } from './view';

/** GV$ views have one column more, in front. */
export function withGlobal(name: string, view: ViewDefinition): Readonly<Record<string, ViewDefinition>> {
  const rows = (reader: ViewReader): readonly ViewRow[] =>
    [...view.rows(reader)].map((row) => ({ INST_ID: 1, ...row }));
  return { [`V$${name}`]: view, [`GV$${name}`]: { ...view, columns: `INST_ID NUMBER, ${view.columns}`, rows } };
}

const instance: ViewDefinition = {
  access: 'catalog',
  columns: `INSTANCE_NUMBER NUMBER, INSTANCE_NAME VARCHAR2(16), HOST_NAME VARCHAR2(64), VERSION VARCHAR2(17),
    VERSION_LEGACY VARCHAR2(17) >=18, VERSION_FULL VARCHAR2(17) >=18, STARTUP_TIME DATE, STATUS VARCHAR2(12),
    PARALLEL VARCHAR2(3), THREAD# NUMBER, ARCHIVER VARCHAR2(7), LOG_SWITCH_WAIT VARCHAR2(15), LOGINS VARCHAR2(10),
    SHUTDOWN_PENDING VARCHAR2(3), DATABASE_STATUS VARCHAR2(17), INSTANCE_ROLE VARCHAR2(18), ACTIVE_STATE VARCHAR2(9),
    BLOCKED VARCHAR2(3), CON_ID NUMBER, INSTANCE_MODE VARCHAR2(11), EDITION VARCHAR2(7), FAMILY VARCHAR2(80),
    DATABASE_TYPE VARCHAR2(15)`,
  rows: ({ database }) => {
    const facts = instanceFacts(database);
    const { clustered, openMode, edition } = database.settings;
    return [
      {
        INSTANCE_NUMBER: 1,
        INSTANCE_NAME: facts.instanceName,
        HOST_NAME: hostname(),
        VERSION: facts.version,
        VERSION_LEGACY: facts.version,
        VERSION_FULL: facts.versionFull,
        STARTUP_TIME: dateText(facts.startedAtMs),
        STATUS: openMode === 'MOUNTED' ? 'MOUNTED' : 'OPEN',
        PARALLEL: clustered ? 'YES' : 'NO',
        'THREAD#': 1,
        ARCHIVER: 'STARTED',
        LOGINS: 'ALLOWED',
        SHUTDOWN_PENDING: 'NO',
        DATABASE_STATUS: 'ACTIVE',
        INSTANCE_ROLE: 'PRIMARY_INSTANCE',
        ACTIVE_STATE: 'NORMAL',
        BLOCKED: 'NO',
        CON_ID: 0,
        INSTANCE_MODE: 'REGULAR',
        EDITION: { EE: 'EE', SE2: 'SE', FREE: 'FREE' }[edition],
        DATABASE_TYPE: clustered ? 'RAC' : 'SINGLE',
      },
    ];
  },
};

const pdbs: ViewDefinition = {
  access: 'catalog',
  columns: `CON_ID NUMBER, DBID NUMBER, CON_UID NUMBER, GUID RAW(16), NAME, OPEN_MODE VARCHAR2(10), RESTRICTED VARCHAR2(3),
    OPEN_TIME TIMESTAMP(3), CREATE_SCN NUMBER, TOTAL_SIZE NUMBER, BLOCK_SIZE NUMBER, RECOVERY_STATUS VARCHAR2(8)`,
  rows: ({ database }) => {
    const facts = instanceFacts(database);
    const { openMode } = database.settings;
    return [
      {
        CON_ID: 3,
        DBID: facts.databaseId,
        CON_UID: facts.databaseId,
        GUID: Buffer.alloc(16, facts.pdbName),
        NAME: facts.pdbName,
        OPEN_MODE: openMode === 'READ ONLY WITH APPLY' ? 'READ ONLY' : openMode,
        RESTRICTED: 'NO',
        OPEN_TIME: timestampText(facts.startedAtMs),
        CREATE_SCN: 1_920_000,
        TOTAL_SIZE: database.tableStore.all().reduce((sum, table) => sum + table.bytes, 500_000_000),
        BLOCK_SIZE: 8192,
        RECOVERY_STATUS: 'ENABLED',
      },
    ];
  },
};

const undoStatistics: ViewDefinition = {
  access: 'catalog',
  columns: `BEGIN_TIME DATE, END_TIME DATE, UNDOTSN NUMBER, UNDOBLKS NUMBER, TXNCOUNT NUMBER, MAXQUERYLEN NUMBER,
    MAXQUERYID VARCHAR2(13), MAXCONCURRENCY NUMBER, UNXPSTEALCNT NUMBER, UNXPBLKRELCNT NUMBER, UNXPBLKREUCNT NUMBER,
    EXPSTEALCNT NUMBER, EXPBLKRELCNT NUMBER, EXPBLKREUCNT NUMBER, SSOLDERRCNT NUMBER, NOSPACEERRCNT NUMBER,
    ACTIVEBLKS NUMBER, UNEXPIREDBLKS NUMBER, EXPIREDBLKS NUMBER, TUNED_UNDORETENTION NUMBER, CON_ID NUMBER`,
  rows: ({ database }) => {
    const tenMinutesMs = 600_000;
    const now = Date.now();
    const begin = now - (now % tenMinutesMs);
    // Newest first; the first row is not over yet.
    return Array.from({ length: 144 }, (_, index) => ({
      BEGIN_TIME: dateText(begin - index * tenMinutesMs),
      END_TIME: dateText(index === 0 ? now : begin - (index - 1) * tenMinutesMs),
      UNDOTSN: 2,
      UNDOBLKS: 120,
      TXNCOUNT: 340,
      MAXQUERYLEN: 60,
      MAXQUERYID: 'f3yfg50ga0r8n',
      MAXCONCURRENCY: 4,
      ...zeros(
        'UNXPSTEALCNT UNXPBLKRELCNT UNXPBLKREUCNT EXPSTEALCNT EXPBLKRELCNT EXPBLKREUCNT SSOLDERRCNT NOSPACEERRCNT',
      ),
      ACTIVEBLKS: 160,
      UNEXPIREDBLKS: 1200,
      EXPIREDBLKS: 4000,
      TUNED_UNDORETENTION: database.settings.tunedUndoRetentionS,
      CON_ID: 3,
    }));
  },
};

function zeros(names: string): ViewRow {
  return Object.fromEntries(names.split(' ').map((name) => [name, 0]));
}

/** Only the session that asks: whoever knows of all sessions brings a view of its own. */
const session: ViewDefinition = {
  access: 'catalog',
  columns: `SADDR RAW(8), SID NUMBER, SERIAL# NUMBER, AUDSID NUMBER, PADDR RAW(8), USER# NUMBER, USERNAME, COMMAND NUMBER,
    STATUS VARCHAR2(8), SERVER VARCHAR2(9), SCHEMANAME, OSUSER, PROCESS VARCHAR2(24), MACHINE VARCHAR2(64), PORT NUMBER,
    TERMINAL VARCHAR2(30), PROGRAM VARCHAR2(48), TYPE VARCHAR2(10), SQL_ID VARCHAR2(13), MODULE VARCHAR2(64),
    ACTION VARCHAR2(64), CLIENT_INFO VARCHAR2(64), LOGON_TIME DATE, LAST_CALL_ET NUMBER, CLIENT_IDENTIFIER VARCHAR2(64),
    SERVICE_NAME VARCHAR2(64), EVENT VARCHAR2(64), WAIT_CLASS VARCHAR2(64), STATE VARCHAR2(19), BLOCKING_SESSION NUMBER,
    CON_ID NUMBER`,
  rows: ({ database, caller, session: { currentSchema } }) => [
    {
      SID: caller.sid,
      'SERIAL#': caller.serial,
      AUDSID: 100_000 + caller.sid,
      'USER#': database.users.find(caller.user)?.userId,
      USERNAME: caller.user,
      COMMAND: 3,
      STATUS: 'ACTIVE',
      SERVER: 'DEDICATED',
      SCHEMANAME: currentSchema,
      TYPE: 'USER',
      LAST_CALL_ET: 0,
      SERVICE_NAME: database.settings.serviceName,
      CON_ID: 3,
    },
  ],
};

export const instanceViews: Readonly<Record<string, ViewDefinition>> = {
  ...withGlobal('INSTANCE', instance),
  ...withGlobal('SESSION', session),
  ...withGlobal('UNDOSTAT', undoStatistics),
  ...withGlobal('PDBS', pdbs),
  V$TIMEZONE_FILE: {
    access: 'public',
    columns: 'FILENAME VARCHAR2(20), VERSION NUMBER, CON_ID NUMBER',
    rows: ({ database: { settings } }) => [
      {
        FILENAME: `timezlrg_${String(settings.timeZoneFileVersion)}.dat`,
        VERSION: settings.timeZoneFileVersion,
        CON_ID: 0,
      },
    ],
  },
};

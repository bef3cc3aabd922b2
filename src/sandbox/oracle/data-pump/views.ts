import type { CallerSession, ColumnInfo, SqlType, SqlValue, ViewProvider } from '../engine';
import { dateText } from '../plsql/date-format';
import type { DataPump } from './data-pump';
import type { Job } from './job';
import { isMasterTable, paddedKind } from './master-table';

function column(name: string, type: SqlType, maxSize?: number): ColumnInfo {
  return { name, type, nullable: true, ...(maxSize === undefined ? {} : { maxSize }) };
}

const ownerColumn = column('OWNER_NAME', 'VARCHAR2', 128);
const jobColumns = [
  ...['JOB_NAME', 'OPERATION', 'JOB_MODE', 'STATE'].map((name) => column(name, 'VARCHAR2', 128)),
  ...['DEGREE', 'ATTACHED_SESSIONS', 'DATAPUMP_SESSIONS'].map((name) => column(name, 'NUMBER')),
];

const sessionColumns = [
  ownerColumn,
  column('JOB_NAME', 'VARCHAR2', 128),
  column('INST_ID', 'NUMBER'),
  column('SADDR', 'RAW', 8),
  column('SESSION_TYPE', 'VARCHAR2', 14),
];

const directoryColumns = [
  column('NAME', 'VARCHAR2', 128),
  column('PATH', 'VARCHAR2', 4000),
  column('READ', 'VARCHAR2', 5),
  column('WRITE', 'VARCHAR2', 5),
];

const longopsColumns = [
  ...['SID', 'SERIAL#'].map((name) => column(name, 'NUMBER')),
  column('OPNAME', 'VARCHAR2', 64),
  column('TARGET', 'VARCHAR2', 64),
  column('TARGET_DESC', 'VARCHAR2', 32),
  ...['SOFAR', 'TOTALWORK'].map((name) => column(name, 'NUMBER')),
  column('UNITS', 'VARCHAR2', 32),
  ...['START_TIME', 'LAST_UPDATE_TIME', 'TIMESTAMP'].map((name) => column(name, 'DATE')),
  ...['TIME_REMAINING', 'ELAPSED_SECONDS', 'CONTEXT'].map((name) => column(name, 'NUMBER')),
  column('MESSAGE', 'VARCHAR2', 512),
  column('USERNAME', 'VARCHAR2', 128),
  column('CON_ID', 'NUMBER'),
];

/** USER_DATAPUMP_JOBS and its neighbours. */
export function dataPumpViews(pump: DataPump): ViewProvider['views'] {
  return [
    { name: 'DBA_DATAPUMP_JOBS', columns: [ownerColumn, ...jobColumns], access: 'catalog', rows: () => jobRows(pump) },
    {
      name: 'USER_DATAPUMP_JOBS',
      columns: jobColumns,
      access: 'public',
      rows: ({ user }) =>
        jobRows(pump)
          .filter(([owner]) => owner === user)
          .map((row) => row.slice(1)),
    },
    { name: 'DBA_DATAPUMP_SESSIONS', columns: sessionColumns, access: 'catalog', rows: () => sessionRows(pump) },
    { name: 'V$SESSION_LONGOPS', columns: longopsColumns, access: 'catalog', rows: () => longopsRows(pump) },
    {
      name: 'DATAPUMP_DIR_OBJS',
      columns: directoryColumns,
      access: 'public',
      rows: (caller) => directoryRows(pump, caller),
    },
  ];
}

/** Jobs that run, and as NOT RUNNING the master tables without one. */
function jobRows(pump: DataPump): SqlValue[][] {
  const running = [...pump.jobs].map((job): SqlValue[] => {
    const { owner, name, operation, mode, degree } = job.definition;
    const attached = job.attachments.size;
    return [
      owner,
      name,
      operation,
      mode,
      job.state,
      String(degree),
      String(attached),
      String(attached + processes(job)),
    ];
  });
  const stored = pump.database
    .tables()
    .filter((table) => isMasterTable(table) && pump.findJob(table.owner, table.name) === undefined)
    .map((table): SqlValue[] => {
      const { operation, mode } = paddedKind(table);
      return [table.owner, table.name, operation, mode, 'NOT RUNNING', '0', '0', '0'];
    });
  return [...running, ...stored];
}

/** The control process, and the workers while the job runs. */
function processes(job: Job): number {
  return job.state === 'EXECUTING' || job.state === 'STOP PENDING' ? 1 + job.definition.degree : 1;
}

function sessionRows(pump: DataPump): SqlValue[][] {
  return [...pump.jobs].flatMap((job) => {
    const { owner, name, degree } = job.definition;
    const row = (number: number, type: string): SqlValue[] => {
      const address = Buffer.alloc(8);
      address.writeUInt32BE(number, 4);
      return [owner, name, '1', address, type];
    };
    const workers = processes(job) > 1 ? Array.from({ length: degree }, (_, index) => row(9001 + index, 'WORKER')) : [];
    return [
      ...[...job.attachments].map(({ session }) => row(session.sid, 'DBMS_DATAPUMP')),
      row(9000, 'MASTER'),
      ...workers,
    ];
  });
}

function longopsRows(pump: DataPump): SqlValue[][] {
  return [...pump.endedJobs, ...pump.jobs].filter(({ running }) => running !== undefined).map(longopsRow);
}

function longopsRow(job: Job): SqlValue[] {
  const { name, operation, owner } = job.definition;
  const { bytesProcessed, totalBytes } = job.activity;
  const elapsedS = (Date.now() - job.startedAt.getTime()) / 1000;
  const total = Math.ceil(totalBytes / 2 ** 20);
  const done = job.state === 'COMPLETED' ? total : Math.min(total, Math.floor(bytesProcessed / 2 ** 20));
  const remainingS = bytesProcessed === 0 ? 0 : (elapsedS * Math.max(0, totalBytes - bytesProcessed)) / bytesProcessed;
  const [started, now] = [dateText(job.startedAt), dateText(new Date())];
  const [sofar, totalWork, remaining, elapsed] = [done, total, remainingS, elapsedS].map((value) =>
    String(Math.round(value)),
  );
  const message = `${name}: ${operation} : ${String(done)} out of ${String(total)} MB done`;
  const work = [sofar ?? '0', totalWork ?? '0', 'MB', started, now, null, remaining ?? '0', elapsed ?? '0'];
  return ['9000', '1', name, null, operation, ...work, '0', message, owner, '0'];
}

function directoryRows(pump: DataPump, { user }: CallerSession): SqlValue[][] {
  return pump.database.directories
    .all()
    .map(({ name, path }) => ({
      name,
      path,
      read: pump.files.may(user, 'READ', name),
      write: pump.files.may(user, 'WRITE', name),
    }))
    .filter(({ read, write }) => read || write)
    .map(({ name, path, read, write }) => [name, path, String(read).toUpperCase(), String(write).toUpperCase()]);
}

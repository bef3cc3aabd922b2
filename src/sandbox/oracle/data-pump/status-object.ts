import type { PlType, RecordType } from '../catalogue/pl-type';
import type { StandInSettings } from '../engine';
import { dateText } from '../plsql/date-format';
import { makeObject, PlTable, type PlValue } from '../plsql/values';
import type { StatusLine } from './api-error';
import { databaseRelease } from './database-release';
import type { Job } from './job';

const platform = 'x86_64/Linux 2.4.xx';

function attributeType(type: RecordType, name: string): PlType {
  const found = type.attributes.get(name);
  if (found === undefined) throw new Error(`${type.name} has no ${name}`);
  return found;
}

function tableOf(type: PlType, rows: readonly Readonly<Record<string, PlValue>>[]): PlTable {
  if (type.kind !== 'table') throw new Error(`${type.name} is no collection`);
  return new PlTable(
    type,
    rows.map((row) => makeObject(type.element, row)),
  );
}

/** KU$_LOGENTRY: the lines as GET_STATUS gives them. */
export function logEntry(status: RecordType, part: 'WIP' | 'ERROR', lines: readonly StatusLine[]): PlTable {
  return tableOf(
    attributeType(status, part),
    lines.map(({ errorNumber, text }, index) => ({
      LOGLINENUMBER: BigInt(index + 1),
      ERRORNUMBER: errorNumber === null ? null : BigInt(errorNumber),
      LOGTEXT: text.slice(0, 2000),
    })),
  );
}

/** KU$_JOBSTATUS of the version that the status type has. */
export function jobStatus(status: RecordType, job: Job): PlValue {
  const type = attributeType(status, 'JOB_STATUS');
  if (type.kind !== 'record') throw new Error(`${type.name} is no object type`);
  const { definition, activity } = job;
  return makeObject(type, {
    JOB_NAME: definition.name,
    OPERATION: definition.operation,
    JOB_MODE: definition.mode,
    BYTES_PROCESSED: BigInt(activity.bytesProcessed),
    TOTAL_BYTES: BigInt(activity.totalBytes),
    PERCENT_DONE: BigInt(percentDone(job)),
    DEGREE: BigInt(definition.degree),
    ERROR_COUNT: BigInt(activity.errorCount),
    STATE: job.state,
    PHASE: 0n,
    RESTART_COUNT: BigInt(activity.restartCount),
    HEARTBEAT: 0n,
    WORKER_STATUS_LIST: tableOf(
      attributeType(type, 'WORKER_STATUS_LIST'),
      job.state === 'EXECUTING' ? [worker(job)] : [],
    ),
    FILES: tableOf(attributeType(type, 'FILES'), files(job)),
  });
}

/** Whole percent of the user data; 100 only at the end. */
export function percentDone(job: Job): number {
  const { bytesProcessed, totalBytes } = job.activity;
  if (job.state === 'COMPLETED' || job.state === 'COMPLETING') return 100;
  return totalBytes === 0 ? 0 : Math.min(99, Math.floor((bytesProcessed / totalBytes) * 100));
}

function worker({ activity }: Job): Readonly<Record<string, PlValue>> {
  return {
    WORKER_NUMBER: 1n,
    PROCESS_NAME: 'DW00',
    STATE: 'EXECUTING',
    SCHEMA: activity.current?.owner ?? null,
    NAME: activity.current?.name ?? null,
    OBJECT_TYPE: activity.current?.objectType ?? null,
    COMPLETED_OBJECTS: BigInt(activity.finished.length),
    COMPLETED_BYTES: BigInt(activity.bytesProcessed),
    DEGREE: 1n,
    INSTANCE_ID: 1n,
  };
}

/** Templates stay in the list beside the files made from them. */
function files({ definition, activity }: Job): readonly Readonly<Record<string, PlValue>>[] {
  const templates = definition.dumpTargets.filter(({ template }) => template.includes('%'));
  return [
    ...activity.files.map(({ path, bytes }) => ({
      FILE_NAME: path,
      FILE_TYPE: 0n,
      FILE_SIZE: 0n,
      FILE_BYTES_WRITTEN: BigInt(bytes),
    })),
    ...templates.map((target) => ({
      FILE_NAME: `${target.path}/${target.template}`,
      FILE_TYPE: 3n,
      FILE_SIZE: BigInt(target.sizeBytes ?? 0),
      FILE_BYTES_WRITTEN: 0n,
    })),
  ];
}

/** KU$_JOBDESC of the version that the status type has. */
export function jobDescription(status: RecordType, job: Job, settings: StandInSettings): PlValue {
  const type = attributeType(status, 'JOB_DESCRIPTION');
  if (type.kind !== 'record') throw new Error(`${type.name} is no object type`);
  const { definition } = job;
  const scn = definition.parameters['FLASHBACK_SCN'];
  const parameters = Object.entries(definition.parameters).map(([name, value]) => ({
    PARAM_NAME: name,
    PARAM_OP: 'SET_PARAMETER',
    PARAM_TYPE: /^\d+$/.test(value) ? 'NUMBER' : 'TEXT',
    PARAM_LENGTH: BigInt(value.length),
    PARAM_VALUE_N: /^\d+$/.test(value) ? BigInt(value) : null,
    PARAM_VALUE_T: value,
  }));
  return makeObject(type, {
    JOB_NAME: definition.name,
    GUID: Buffer.from(definition.guid, 'hex'),
    OPERATION: definition.operation,
    JOB_MODE: definition.mode,
    OWNER: definition.owner,
    PLATFORM: platform,
    GLOBAL_NAME: settings.databaseName,
    INSTANCE: settings.databaseName,
    DB_VERSION: databaseRelease[settings.version],
    JOB_VERSION: databaseRelease[settings.version],
    SCN: scn === undefined ? 0n : BigInt(scn),
    CREATOR_PRIVS: 'FALSE',
    START_TIME: dateText(job.startedAt),
    MAX_DEGREE: BigInt(definition.degree),
    TSTZ_VERSION: BigInt(settings.timeZoneFileVersion),
    CHARSET: settings.characterSet,
    LOG_FILE: job.log?.path ?? null,
    PARAMS: tableOf(attributeType(type, 'PARAMS'), parameters),
  });
}

import type { Routine, RoutineCall } from '../packages/routine';
import { textOf } from '../plsql/conversion';
import { DataPumpError, errorStatus, invalidArgument, invalidOperation, invalidState } from './api-error';
import type { DataPump } from './data-pump';
import { hasFullRole, privilegeError } from './privileges';
import { filterTest, unknownName } from './filter-expression';
import type { Job } from './job';
import { jobModes, type JobMode } from './job-definition';
import { checkParameter } from './parameters';

const metadataFilters = new Set(
  'NAME_EXPR NAME_LIST SCHEMA_EXPR SCHEMA_LIST TABLESPACE_EXPR TABLESPACE_LIST INCLUDE_PATH_EXPR INCLUDE_PATH_LIST EXCLUDE_PATH_EXPR EXCLUDE_PATH_LIST'.split(
    ' ',
  ),
);
const dataFilters: Readonly<Record<string, 'NUMBER' | 'TEXT'>> = {
  INCLUDE_ROWS: 'NUMBER',
  SUBQUERY: 'TEXT',
  SAMPLE: 'NUMBER',
  PARTITION_EXPR: 'TEXT',
  PARTITION_LIST: 'TEXT',
};
const remaps = new Set(['REMAP_SCHEMA', 'REMAP_TABLESPACE', 'REMAP_DATAFILE', 'REMAP_TABLE']);
const transforms = new Set(
  'DISABLE_ARCHIVE_LOGGING INMEMORY INMEMORY_CLAUSE LOB_STORAGE OID PCTSPACE SEGMENT_ATTRIBUTES SEGMENT_CREATION STORAGE TABLE_COMPRESSION_CLAUSE'.split(
    ' ',
  ),
);

/** OPEN and the calls that say what the job shall do. */
export function defineRoutines(pump: DataPump): Readonly<Record<string, Routine>> {
  return {
    OPEN: (call) => BigInt(open(pump, call)),
    METADATA_FILTER: (call) => addMetadataFilter(pump, defining(pump, call), call),
    DATA_FILTER: (call) => addDataFilter(pump, defining(pump, call), call),
    SET_PARAMETER: (call) => setParameter(pump, defining(pump, call), call),
    METADATA_REMAP: (call) => addRemap(pump, defining(pump, call), call),
    METADATA_TRANSFORM: (call) => addTransform(defining(pump, call), call),
    SET_PARALLEL: (call) => setParallel(pump, call),
  };
}

function defining(pump: DataPump, call: RoutineCall): Job {
  const { job } = pump.attachment(call);
  if (job.state !== 'DEFINING') throw invalidState(job.state);
  return job;
}

function upper(call: RoutineCall, name: string): string {
  return call.text(name)?.toUpperCase() ?? '';
}

function open(pump: DataPump, call: RoutineCall): number {
  const operation = upper(call, 'OPERATION');
  const mode = upper(call, 'JOB_MODE');
  const version = upper(call, 'VERSION');
  if (operation !== 'EXPORT' && operation !== 'IMPORT') throw invalidArgument(errorStatus(39019, operation));
  if (!jobModes.includes(mode as JobMode)) throw invalidArgument(errorStatus(39020, mode));
  if (!/^(?:COMPATIBLE|LATEST|\d+(?:\.\d+)*)$/.test(version)) throw invalidArgument(errorStatus(39023, version));
  const link = call.text('REMOTE_LINK');
  if (link !== null) throw invalidArgument({ errorNumber: 39200, text: `ORA-39200: Link name "${link}" is invalid.` });
  return pump.open(call.session, operation, mode as JobMode, call.text('JOB_NAME'));
}

function addMetadataFilter(pump: DataPump, job: Job, call: RoutineCall): void {
  const name = upper(call, 'NAME');
  if (!metadataFilters.has(name)) throw unknownName(39036, name);
  const value = call.text('VALUE');
  if (value === null) throw invalidArgument(errorStatus(39207, 'NULL', name));
  const objectPath = call.text('OBJECT_PATH') ?? call.text('OBJECT_TYPE') ?? undefined;
  if (objectPath !== undefined && /PATH_/.test(name)) throw invalidArgument(errorStatus(39037, name));
  const isExclusive = pump.database.settings.version !== '23ai' && /(?:INCLUDE|EXCLUDE)_PATH/.test(name);
  const other = name.startsWith('INCLUDE') ? 'EXCLUDE' : 'INCLUDE';
  if (isExclusive && job.definition.metadataFilters.some((filter) => filter.name.startsWith(other))) {
    throw new DataPumpError(39005, [errorStatus(39050, name, `${other}_PATH_EXPR`)]);
  }
  const test = filterTest(name, value);
  if (name.startsWith('SCHEMA_')) checkSchemas(pump, job, call, test);
  job.definition.metadataFilters.push({
    name,
    value,
    ...(objectPath === undefined ? {} : { objectPath: objectPath.toUpperCase() }),
  });
}

/** Without a full role only the own schema can be named. */
function checkSchemas(pump: DataPump, job: Job, call: RoutineCall, test: (name: string) => boolean): void {
  const { user } = call.session;
  const { operation, mode } = job.definition;
  const schemas = [...new Set(pump.database.tables().map((table) => table.owner))].filter(test);
  if (mode === 'TABLE' && operation === 'EXPORT' && schemas.length > 1) {
    throw new DataPumpError(39005, [errorStatus(39040, call.text('VALUE') ?? '')]);
  }
  const isForeign = operation === 'EXPORT' && schemas.some((schema) => schema !== user);
  if (isForeign && !hasFullRole(pump.database, user, operation)) throw privilegeError(39109);
}

function addDataFilter(pump: DataPump, job: Job, call: RoutineCall): void {
  const name = upper(call, 'NAME');
  const type = dataFilters[name];
  if (type === undefined) throw unknownName(39031, name);
  const [table, schema] = [call.text('TABLE_NAME') ?? undefined, call.text('SCHEMA_NAME') ?? undefined];
  const value = textOf(call.value('VALUE'));
  const isNumber = call.typeOf('VALUE') === 'NUMBER';
  if (value === '' || isNumber !== (type === 'NUMBER'))
    throw new DataPumpError(39005, [errorStatus(39207, value, name)]);
  if (schema !== undefined && table === undefined) throw invalidArgument(errorStatus(31658));
  const { user } = call.session;
  if (schema !== undefined && schema !== user && !hasFullRole(pump.database, user, job.definition.operation))
    throw privilegeError(39109);
  if (name.startsWith('PARTITION')) throw invalidArgument(errorStatus(39202, 'unpartitioned table'));
  const isKnown = job.definition.dataFilters.some(
    (one) => one.name === name && one.table === table && one.schema === schema,
  );
  if (isKnown) throw invalidArgument(errorStatus(39035, name));
  if (name === 'INCLUDE_ROWS' && value !== '0' && value !== '1') throw invalidArgument(errorStatus(39207, value, name));
  if (name === 'SAMPLE' && !(Number(value) >= 0.000_001 && Number(value) < 100))
    throw invalidArgument(errorStatus(39207, value, name));
  job.definition.dataFilters.push({
    name,
    value,
    ...(table === undefined ? {} : { table }),
    ...(schema === undefined ? {} : { schema }),
  });
}

function setParameter(pump: DataPump, job: Job, call: RoutineCall): void {
  const name = upper(call, 'NAME');
  const given = call.value('VALUE');
  const type = call.typeOf('VALUE') === 'NUMBER' ? 'NUMBER' : 'TEXT';
  const value = checkParameter(
    job.definition,
    name,
    given === null ? null : textOf(given),
    type,
    pump.database.settings,
  );
  if (name === 'FLASHBACK_SCN') checkScn(pump, value);
  if (name === 'FLASHBACK_TIME') {
    // The stand-in keeps no times of its SCNs.
    throw invalidArgument(errorStatus(39150), {
      errorNumber: 8180,
      text: 'ORA-08180: no snapshot found based on specified time',
    });
  }
  job.definition.parameters[name] = value;
}

function checkScn(pump: DataPump, value: string): void {
  const scn = BigInt(value);
  if (scn > pump.database.currentScn() || scn === 0n) throw invalidArgument(errorStatus(39150), errorStatus(8181));
}

function addRemap(pump: DataPump, job: Job, call: RoutineCall): void {
  const name = upper(call, 'NAME');
  const { definition } = job;
  if (definition.operation === 'EXPORT') throw invalidOperation(errorStatus(39208, name, 'EXPORT'));
  if (!remaps.has(name)) throw unknownName(39045, name);
  const [from, to] = [call.text('OLD_VALUE'), call.text('VALUE')];
  if (from === null || to === null) throw invalidArgument(errorStatus(39207, 'NULL', name));
  if (definition.remaps.some((remap) => remap.name === name && remap.from === from))
    throw invalidArgument(errorStatus(39046, name));
  const isOwn = name !== 'REMAP_SCHEMA' || to === call.session.user;
  if ((!isOwn || name === 'REMAP_DATAFILE') && !hasFullRole(pump.database, call.session.user, 'IMPORT'))
    throw privilegeError(39122, name);
  definition.remaps.push({ name, from, to });
}

function addTransform(job: Job, call: RoutineCall): void {
  const name = upper(call, 'NAME');
  const { definition } = job;
  if (definition.operation === 'EXPORT') throw invalidOperation(errorStatus(39208, name, 'EXPORT'));
  if (!transforms.has(name)) throw unknownName(39042, name);
  const objectType = call.text('OBJECT_TYPE') ?? undefined;
  const isKnown = definition.transforms.some((one) => one.name === name && one.objectType === objectType);
  if (isKnown) throw invalidArgument(errorStatus(39044, name));
  definition.transforms.push({
    name,
    value: textOf(call.value('VALUE')),
    ...(objectType === undefined ? {} : { objectType }),
  });
}

function setParallel(pump: DataPump, call: RoutineCall): void {
  const { job } = pump.attachment(call);
  const degree = call.number('DEGREE');
  if (!['DEFINING', 'IDLING', 'EXECUTING'].includes(job.state)) throw invalidState(job.state);
  if (degree === null || !Number.isInteger(degree) || degree < 1)
    throw invalidArgument(errorStatus(39206, String(degree ?? 'NULL')));
  if (degree > 1 && pump.database.settings.edition !== 'EE') throw invalidOperation(errorStatus(39094));
  job.definition.degree = degree;
}

import { instanceFacts } from '../session/instance-facts';
import { withGlobal } from './instance-views';
import type { ViewDefinition, ViewReader, ViewRow } from './view';

/** Type numbers of V$PARAMETER. */
const parameterTypes = { boolean: 1, text: 2, number: 3, bytes: 6 } as const;

type Parameter = readonly [name: string, type: keyof typeof parameterTypes, value: string, description: string];

function parameters({ database }: ViewReader): readonly Parameter[] {
  const { settings } = database;
  const { compatible, major, uniqueName } = instanceFacts(database);
  return [
    ['aq_tm_processes', 'number', '1', 'number of AQ Time Managers to start'],
    ['cluster_database', 'boolean', settings.clustered ? 'TRUE' : 'FALSE', 'if TRUE startup in cluster database mode'],
    ['compatible', 'text', compatible, 'Database will be completely compatible with this software version'],
    ['cpu_count', 'number', '8', 'number of CPUs for this instance'],
    ['db_block_size', 'number', '8192', 'Size of database block in bytes'],
    ['db_name', 'text', settings.databaseName, 'database name specified in CREATE DATABASE'],
    ['db_unique_name', 'text', uniqueName, 'Database Unique Name'],
    ['enable_pluggable_database', 'boolean', 'TRUE', 'Enable Pluggable Database'],
    ['job_queue_processes', 'number', '80', 'maximum number of job queue slave processes'],
    [
      'log_archive_config',
      'text',
      settings.role === 'PRIMARY' ? '' : `DG_CONFIG=(${settings.databaseName},${uniqueName})`,
      'log archive config',
    ],
    ['max_string_size', 'text', 'STANDARD', 'controls maximum size of VARCHAR2, NVARCHAR2, and RAW types in SQL'],
    ['nls_length_semantics', 'text', 'BYTE', 'create columns using byte or char semantics by default'],
    ['open_cursors', 'number', '300', 'max # cursors per session'],
    ['parallel_max_servers', 'number', '80', 'maximum parallel query servers per instance'],
    ['processes', 'number', '320', 'user processes'],
    ['resumable_timeout', 'number', '0', 'set resumable_timeout'],
    ['session_max_open_files', 'number', '10', 'maximum number of open files allowed per session'],
    ['sessions', 'number', '504', 'user and system sessions'],
    ['sga_target', 'bytes', '1610612736', 'Target size of SGA'],
    ['streams_pool_size', 'bytes', '0', 'size in bytes of the streams pool'],
    ['undo_management', 'text', 'AUTO', 'instance runs in SMU mode if TRUE, else in RBU mode'],
    ['undo_retention', 'number', '900', 'undo retention in seconds'],
    ['undo_tablespace', 'text', 'UNDOTBS1', 'use/switch undo tablespace'],
    ...(major >= 12 ? [maxJobs] : []),
    ...(major >= 19 ? [maxParallel] : []),
  ];
}

const maxJobs: Parameter = [
  'max_datapump_jobs_per_pdb',
  'text',
  '100',
  'maximum number of concurrent Data Pump Jobs per PDB',
];
const maxParallel: Parameter = [
  'max_datapump_parallel_per_job',
  'text',
  '50',
  'maximum number of parallel processes per Data Pump Job',
];

export const parameterViews: Readonly<Record<string, ViewDefinition>> = withGlobal('PARAMETER', {
  access: 'catalog',
  columns: `NUM NUMBER, NAME VARCHAR2(80), TYPE NUMBER, VALUE VARCHAR2(4000), DISPLAY_VALUE VARCHAR2(4000),
    DEFAULT_VALUE VARCHAR2(255), ISDEFAULT VARCHAR2(9), ISSES_MODIFIABLE VARCHAR2(5), ISSYS_MODIFIABLE VARCHAR2(9),
    ISPDB_MODIFIABLE VARCHAR2(5), ISINSTANCE_MODIFIABLE VARCHAR2(5), ISMODIFIED VARCHAR2(10), ISADJUSTED VARCHAR2(5),
    ISDEPRECATED VARCHAR2(5), ISBASIC VARCHAR2(5), DESCRIPTION VARCHAR2(255), UPDATE_COMMENT VARCHAR2(255), HASH NUMBER,
    CON_ID NUMBER`,
  rows: (reader) =>
    parameters(reader).map(([name, type, value, description], index): ViewRow => ({
      NUM: 100 + index,
      NAME: name,
      TYPE: parameterTypes[type],
      VALUE: value,
      DISPLAY_VALUE: value,
      ISDEFAULT: 'TRUE',
      ISSES_MODIFIABLE: 'FALSE',
      ISSYS_MODIFIABLE: 'IMMEDIATE',
      ISPDB_MODIFIABLE: 'TRUE',
      ISINSTANCE_MODIFIABLE: 'TRUE',
      ISMODIFIED: 'FALSE',
      ISADJUSTED: 'FALSE',
      ISDEPRECATED: 'FALSE',
      ISBASIC: 'FALSE',
      DESCRIPTION: description,
      CON_ID: 3,
    })),
});

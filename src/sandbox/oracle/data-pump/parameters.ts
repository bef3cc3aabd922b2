import type { StandInSettings } from '../engine';
import { errorStatus, invalidArgument, invalidOperation } from './api-error';
import type { JobDefinition } from './job-definition';

interface ParameterRule {
  readonly type: 'NUMBER' | 'TEXT';
  readonly operations: readonly JobDefinition['operation'][];
  /** Undefined: any text, or any number that is not negative. */
  readonly values?: readonly string[];
}

const flag = ['0', '1'];
const both = ['EXPORT', 'IMPORT'] as const;

/** SET_PARAMETER's names for the jobs that the stand-in runs, from the 19c reference. */
const rules: Readonly<Record<string, ParameterRule>> = {
  CLIENT_COMMAND: { type: 'TEXT', operations: both },
  COMPRESSION: { type: 'TEXT', operations: ['EXPORT'], values: ['ALL', 'DATA_ONLY', 'METADATA_ONLY', 'NONE'] },
  COMPRESSION_ALGORITHM: { type: 'TEXT', operations: ['EXPORT'], values: ['BASIC', 'LOW', 'MEDIUM', 'HIGH'] },
  DATA_ACCESS_METHOD: { type: 'TEXT', operations: both, values: ['AUTOMATIC', 'DIRECT_PATH', 'EXTERNAL_TABLE'] },
  DATA_OPTIONS: { type: 'NUMBER', operations: both },
  ESTIMATE: { type: 'TEXT', operations: ['EXPORT'], values: ['BLOCKS', 'STATISTICS'] },
  FLASHBACK_SCN: { type: 'NUMBER', operations: ['EXPORT'] },
  FLASHBACK_TIME: { type: 'TEXT', operations: ['EXPORT'] },
  INCLUDE_METADATA: { type: 'NUMBER', operations: both, values: flag },
  KEEP_MASTER: { type: 'NUMBER', operations: both, values: flag },
  LOGTIME: { type: 'TEXT', operations: both, values: ['NONE', 'STATUS', 'LOGFILE', 'ALL'] },
  METRICS: { type: 'NUMBER', operations: both, values: flag },
  SKIP_UNUSABLE_INDEXES: { type: 'NUMBER', operations: ['IMPORT'], values: flag },
  STREAMS_CONFIGURATION: { type: 'NUMBER', operations: ['IMPORT'], values: flag },
  TABLE_EXISTS_ACTION: { type: 'TEXT', operations: ['IMPORT'], values: ['SKIP', 'APPEND', 'TRUNCATE', 'REPLACE'] },
  PARTITION_OPTIONS: { type: 'TEXT', operations: ['IMPORT'], values: ['NONE', 'DEPARTITION', 'MERGE'] },
  TRACE: { type: 'NUMBER', operations: both },
  TRANSPORTABLE: { type: 'TEXT', operations: ['EXPORT'], values: ['NEVER'] },
  USER_METADATA: { type: 'NUMBER', operations: ['EXPORT'], values: flag },
};

/** Real names that need what the stand-in has not: encryption, checksums of 21c, estimates without a dump. */
const options: Readonly<Record<string, string>> = {
  ENCRYPTION: 'Advanced Security',
  ENCRYPTION_ALGORITHM: 'Advanced Security',
  ENCRYPTION_MODE: 'Advanced Security',
  ENCRYPTION_PASSWORD: 'Advanced Security',
  CHECKSUM: 'Data Pump checksums',
  CHECKSUM_ALGORITHM: 'Data Pump checksums',
  VERIFY_CHECKSUM: 'Data Pump checksums',
  VERIFY_ONLY: 'Data Pump checksums',
  ESTIMATE_ONLY: 'Data Pump estimates without dump files',
};

/**
 * Checks one SET_PARAMETER call and returns the value to keep.
 *
 * ORA-39001 for a name, a type or a value that is not valid, ORA-39002 for another operation's parameter.
 */
export function checkParameter(
  definition: JobDefinition,
  name: string,
  value: string | null,
  type: 'NUMBER' | 'TEXT',
  settings: StandInSettings,
): string {
  const option = options[name];
  if (option !== undefined) throw invalidOperation(errorStatus(439, option));
  const rule = rules[name];
  if (rule === undefined) throw invalidArgument(errorStatus(39049, name));
  if (!rule.operations.includes(definition.operation))
    throw invalidOperation(errorStatus(39208, name, definition.operation));
  const kept = rule.type === 'TEXT' && rule.values !== undefined ? value?.toUpperCase() : value;
  const isValid = kept !== null && kept !== undefined && type === rule.type && (rule.values?.includes(kept) ?? true);
  if (!isValid || (type === 'NUMBER' && !/^\d+$/.test(kept))) {
    throw invalidArgument(errorStatus(39207, value ?? 'NULL', name));
  }
  if (definition.parameters[name] !== undefined) throw invalidArgument(errorStatus(39051, name));
  checkCombination(definition, name, kept, settings);
  return kept;
}

function checkCombination(definition: JobDefinition, name: string, value: string, settings: StandInSettings): void {
  const other = { FLASHBACK_SCN: 'FLASHBACK_TIME', FLASHBACK_TIME: 'FLASHBACK_SCN' }[name];
  if (other !== undefined && definition.parameters[other] !== undefined) {
    throw invalidArgument(errorStatus(39050, name, other));
  }
  const isAdvanced = name === 'COMPRESSION' && (value === 'ALL' || value === 'DATA_ONLY');
  if ((isAdvanced || name === 'COMPRESSION_ALGORITHM') && settings.edition === 'SE2') {
    throw invalidOperation(errorStatus(439, 'Advanced Compression'));
  }
}

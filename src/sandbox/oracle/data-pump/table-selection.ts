import type { TableDefinition } from '../engine';
import { filterTest, namesIn } from './filter-expression';
import type { DataFilter, JobDefinition, MetadataFilter } from './job-definition';
import { isMasterTable } from './master-table';

/** Schemas that belong to Oracle: no export takes them. */
const oracleSchemas = new Set([
  'SYS',
  'SYSTEM',
  'XDB',
  'CTXSYS',
  'MDSYS',
  'OUTLN',
  'AUDSYS',
  'DBSNMP',
  'GSMADMIN_INTERNAL',
]);

export interface Selection<T> {
  readonly tables: readonly T[];
  /** Schemas and tables that a filter named and that do not exist. */
  readonly missing: readonly { readonly code: 39165 | 39166; readonly name: string }[];
  /** Whether the tables' definitions and rows are wanted. */
  readonly withRows: boolean;
}

type Named = Pick<TableDefinition, 'owner' | 'name' | 'comment'>;

/** Which of the tables a job works on, by its mode and its metadata filters. */
export function selectTables<T extends Named>(definition: JobDefinition, all: readonly T[]): Selection<T> {
  const { metadataFilters, mode, owner } = definition;
  const schemaFilters = metadataFilters.filter((filter) => filter.name.startsWith('SCHEMA_'));
  const nameFilters = metadataFilters.filter((filter) => filter.name.startsWith('NAME_') && isAboutTables(filter));
  const isDefaultSchema = schemaFilters.length === 0 && mode !== 'FULL' && definition.operation === 'EXPORT';
  const inSchema = (schema: string): boolean =>
    isDefaultSchema ? schema === owner : !oracleSchemas.has(schema) && passes(schemaFilters, schema);
  const candidates = all.filter(
    (table) => !isMasterTable({ ...table, columns: [], primaryKey: [] }) && inSchema(table.owner),
  );
  const chosen = includesPath(metadataFilters, 'TABLE')
    ? candidates.filter((table) => passes(nameFilters, table.name))
    : [];
  return {
    tables: chosen.sort((left, right) => compareNames(left, right)),
    missing: [
      ...missingNames(schemaFilters, (name) => all.some((table) => table.owner === name)).map((name) => ({
        code: 39165 as const,
        name,
      })),
      ...missingNames(nameFilters, (name) => candidates.some((table) => table.name === name)).map((name) => ({
        code: 39166 as const,
        name,
      })),
    ],
    withRows: includesPath(metadataFilters, 'TABLE_DATA') && rowsWanted(definition),
  };
}

function compareNames(left: Named, right: Named): number {
  const [a, b] = [`${left.owner}.${left.name}`, `${right.owner}.${right.name}`];
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function isAboutTables(filter: MetadataFilter): boolean {
  return filter.objectPath === undefined || /(?:^|\/)TABLE$/.test(filter.objectPath);
}

function passes(filters: readonly MetadataFilter[], name: string): boolean {
  return filters.every((filter) => filterTest(filter.name, filter.value)(name));
}

/** INCLUDE_PATH and EXCLUDE_PATH look at a path by its last part or by its whole. */
function includesPath(filters: readonly MetadataFilter[], objectType: 'TABLE' | 'TABLE_DATA'): boolean {
  const paths = objectType === 'TABLE' ? ['TABLE', 'SCHEMA_EXPORT/TABLE'] : ['TABLE_DATA', 'TABLE/TABLE_DATA'];
  return filters.every((filter) => {
    if (!/^(?:INCLUDE|EXCLUDE)_PATH_/.test(filter.name)) return true;
    const test = filterTest(filter.name, filter.value);
    const isMatched = paths.some(test);
    if (filter.name.startsWith('EXCLUDE')) return !isMatched;
    return isMatched || (objectType === 'TABLE_DATA' && ['TABLE', 'SCHEMA_EXPORT/TABLE'].some(test));
  });
}

function missingNames(filters: readonly MetadataFilter[], exists: (name: string) => boolean): readonly string[] {
  const positive = filters.filter(({ value, name }) => name.endsWith('_LIST') || /^\s*(?:IN|=)/i.test(value));
  return positive.flatMap(({ value }) => namesIn(value)).filter((name) => !exists(name));
}

function rowsWanted(definition: JobDefinition): boolean {
  return !definition.dataFilters.some(
    (filter) => filter.name === 'INCLUDE_ROWS' && filter.value === '0' && filter.table === undefined,
  );
}

/** The data filters that hold for one table. */
export function dataFiltersOf(definition: JobDefinition, owner: string, name: string): readonly DataFilter[] {
  return definition.dataFilters.filter(
    ({ table, schema }) => (table === undefined || table === name) && (schema === undefined || schema === owner),
  );
}

import type { ExportScope } from '../domain/export-scope';
import { BackupError } from '../errors';
import type { InBind } from './session';
import { inList } from './sql-text';

/** DBMS_DATAPUMP's job modes. */
export const jobModes = { schema: 'SCHEMA', full: 'FULL', tables: 'TABLE' } as const;

/** `SCHEMA.TABLE` into its two names. */
export function splitTableName(name: string): { schema: string; table: string } {
  const dot = name.indexOf('.');
  return { schema: name.slice(0, dot), table: name.slice(dot + 1) };
}

/** The schemas that a scope names; undefined: all of the database. */
export function schemasOf(scope: ExportScope): readonly string[] | undefined {
  if (scope.mode === 'full') return undefined;
  if (scope.mode === 'schema') return scope.schemas;
  return [...new Set(scope.tables.map((name) => splitTableName(name).schema))];
}

/** The longest filter that Data Pump takes as VARCHAR2. */
const longestFilter = 4000;

interface Calls {
  readonly calls: readonly string[];
  readonly binds: Readonly<Record<string, InBind>>;
}

/**
 * The filter calls of a scope, for the handle `h`.
 *
 * @throws INVALID_REQUEST for tables of several schemas (a job in table mode takes one), or a list too long for a filter.
 */
export function scopeCalls(scope: ExportScope, user: string): Calls {
  const calls: string[] = [];
  const binds: Record<string, InBind> = {};
  const filter = (name: string, bind: string, value: string, objectPath?: string): void => {
    if (value.length > longestFilter) {
      throw new BackupError(
        'INVALID_REQUEST',
        `${name} is longer than ${longestFilter} characters: name fewer, or export the schema`,
      );
    }
    const path = objectPath === undefined ? '' : `, object_path => '${objectPath}'`;
    calls.push(`DBMS_DATAPUMP.METADATA_FILTER(handle => h, name => '${name}', value => :${bind}${path});`);
    binds[bind] = value;
  };
  const schemas = schemasOf(scope);
  if (schemas !== undefined) filter('SCHEMA_EXPR', 'schemas', inList(schemas));
  if (scope.mode === 'tables') {
    if (schemas?.length !== 1) {
      throw new BackupError(
        'INVALID_REQUEST',
        `tables of several schemas (${schemas?.join(', ')}) cannot be in one export`,
      );
    }
    filter('NAME_EXPR', 'tables', inList(scope.tables.map((name) => splitTableName(name).table)), 'TABLE');
  }
  if (scope.include !== undefined) filter('INCLUDE_PATH_EXPR', 'include_paths', inList(scope.include));
  if (scope.exclude !== undefined) filter('EXCLUDE_PATH_EXPR', 'exclude_paths', inList(scope.exclude));
  addConditions(scope, user, calls, binds);
  return { calls, binds };
}

/** A WHERE per table. Naming the schema needs a full role, so it is left out where only one's own can be meant. */
function addConditions(scope: ExportScope, user: string, calls: string[], binds: Record<string, InBind>): void {
  const schemas = schemasOf(scope);
  const onlyOwn = schemas?.length === 1 && schemas[0] === user;
  Object.entries(scope.where ?? {}).forEach(([name, condition], i) => {
    const { schema, table } = splitTableName(name);
    const named = onlyOwn ? '' : `, schema_name => :where_schema_${i}`;
    calls.push(
      `DBMS_DATAPUMP.DATA_FILTER(handle => h, name => 'SUBQUERY', value => :where_${i}, table_name => :where_table_${i}${named});`,
    );
    binds[`where_${i}`] = `WHERE ${condition}`;
    binds[`where_table_${i}`] = table;
    if (!onlyOwn) binds[`where_schema_${i}`] = schema;
  });
}

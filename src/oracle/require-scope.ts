import type { ExportScope } from '../domain/export-scope';
import { BackupError } from '../errors';
import { namedIn } from './scope-facts';
import { schemasOf, splitTableName } from './scope-filters';
import type { Session } from './session';

/**
 * Checks that what is to be exported is there: Data Pump itself would only say so in its log, at the end.
 *
 * @throws SCHEMA_MISSING naming every schema or table that is missing
 */
export async function requireScope(session: Session, scope: ExportScope, signal?: AbortSignal): Promise<void> {
  const schemas = schemasOf(scope);
  if (schemas === undefined) return;
  await requireSchemas(session, schemas, signal);
  const tables = [...(scope.mode === 'tables' ? scope.tables : []), ...Object.keys(scope.where ?? {})];
  if (tables.length > 0) await requireTables(session, tables, signal);
}

async function requireSchemas(session: Session, schemas: readonly string[], signal?: AbortSignal): Promise<void> {
  const { sql, binds } = namedIn('USERNAME', schemas);
  const rows = await session.query(
    `SELECT USERNAME, ORACLE_MAINTAINED FROM ALL_USERS WHERE USERNAME IS NOT NULL${sql}`,
    binds,
    { doing: 'look for the schemas', signal },
  );
  const found = new Map(rows.map((row) => [row['USERNAME'], row['ORACLE_MAINTAINED']]));
  const missing = schemas.filter((schema) => !found.has(schema));
  if (missing.length > 0) throw notThere(session, 'schema', missing);
  const oracles = schemas.filter((schema) => found.get(schema) === 'Y');
  if (oracles.length > 0) {
    throw new BackupError(
      'SCHEMA_MISSING',
      `${session.database}: Data Pump does not export Oracle’s own schema ${oracles.join(', ')}`,
    );
  }
}

/** One query a schema. */
async function requireTables(session: Session, names: readonly string[], signal?: AbortSignal): Promise<void> {
  const wanted = names.map(splitTableName);
  const missing: string[] = [];
  for (const owner of new Set(wanted.map(({ schema }) => schema))) {
    const tables = [...new Set(wanted.filter(({ schema }) => schema === owner).map(({ table }) => table))];
    const { sql, binds } = namedIn('TABLE_NAME', tables);
    const rows = await session.query(
      `SELECT TABLE_NAME FROM ALL_TABLES WHERE OWNER = :owner${sql}`,
      { owner, ...binds },
      { doing: 'look for the tables', signal },
    );
    const found = new Set(rows.map((row) => row['TABLE_NAME']));
    missing.push(...tables.filter((table) => !found.has(table)).map((table) => `${owner}.${table}`));
  }
  if (missing.length > 0) throw notThere(session, 'table', missing);
}

/** A name in the wrong case is the usual mistake. */
function notThere(session: Session, kind: string, missing: readonly string[]): BackupError {
  const upper = missing.map((name) => name.toUpperCase()).join(', ');
  const spelling = upper === missing.join(', ') ? '' : ` (the dictionary may spell it ${upper})`;
  return new BackupError(
    'SCHEMA_MISSING',
    `${session.database}: ${session.user} sees no ${kind} ${missing.join(', ')}${spelling}`,
  );
}

import type { ExportScope } from '../domain/export-scope';
import { numberOf } from './row-number';
import type { OptionalViews } from './optional-views';
import { needsExportRole } from './privileges';
import { schemasOf, splitTableName } from './scope-filters';
import type { InBind } from './session';

/** ` AND OWNER IN (:n0, :n1)` for a list of names, with its binds; nothing for all of the database. */
export function namedIn(
  column: string,
  names: readonly string[] | undefined,
): { sql: string; binds: Record<string, InBind> } {
  if (names === undefined) return { sql: '', binds: {} };
  const binds = Object.fromEntries(names.map((name, i) => [`n${i}`, name]));
  return { sql: ` AND ${column} IN (${names.map((_, i) => `:n${i}`).join(', ')})`, binds };
}

/** What Transparent Data Encryption covers: its dump files lie in clear in the directory. */
export async function readEncryption(
  views: OptionalViews,
  scope: ExportScope,
  user: string,
): Promise<{ encryptedTablespaces: string[]; encryptedColumns: number }> {
  // Whoever exports only what is his own sees the tablespaces that he uses.
  const view = needsExportRole(scope, user) ? 'DBA_TABLESPACES' : 'USER_TABLESPACES';
  const tablespaces = (await views.rows(view, `SELECT TABLESPACE_NAME FROM ${view} WHERE ENCRYPTED = 'YES'`)) ?? [];
  const { sql, binds } = namedIn('OWNER', schemasOf(scope));
  const columns = await views.row(
    'ALL_ENCRYPTED_COLUMNS',
    `SELECT COUNT(*) AS N FROM ALL_ENCRYPTED_COLUMNS WHERE OWNER <> 'SYS'${sql}`,
    binds,
  );
  return {
    encryptedTablespaces: tablespaces.flatMap((row) => row['TABLESPACE_NAME'] ?? []),
    encryptedColumns: numberOf(columns, 'N') ?? 0,
  };
}

/** Segments that hold rows; indexes are exported as their definition only. */
const dataSegments = `('TABLE', 'TABLE PARTITION', 'TABLE SUBPARTITION', 'NESTED TABLE', 'CLUSTER', 'LOBSEGMENT', 'LOB PARTITION', 'LOB SUBPARTITION')`;

export async function readSizes(
  views: OptionalViews,
  scope: ExportScope,
  user: string,
): Promise<{ compressedTables: number | null; estimatedBytes: number | null }> {
  const schemas = schemasOf(scope);
  const owners = namedIn('OWNER', schemas);
  const compressed = await views.row(
    'ALL_TABLES',
    `SELECT COUNT(*) AS N FROM ALL_TABLES WHERE COMPRESSION = 'ENABLED'${owners.sql}`,
    owners.binds,
  );
  return {
    compressedTables: numberOf(compressed, 'N'),
    estimatedBytes: await estimateBytes(views, scope, user),
  };
}

async function estimateBytes(views: OptionalViews, scope: ExportScope, user: string): Promise<number | null> {
  const schemas = schemasOf(scope);
  const onlyOwn = !needsExportRole(scope, user);
  const view = onlyOwn ? 'USER_SEGMENTS' : 'DBA_SEGMENTS';
  const owners = onlyOwn ? { sql: '', binds: {} } : namedIn('OWNER', schemas);
  const tables = scope.mode === 'tables' ? scope.tables.map((name) => splitTableName(name).table) : undefined;
  const segments = tables === undefined ? '' : ` AND SEGMENT_NAME IN (${tables.map((_, i) => `:t${i}`).join(', ')})`;
  const row = await views.row(
    view,
    `SELECT SUM(BYTES) AS BYTES FROM ${view} WHERE SEGMENT_TYPE IN ${dataSegments}${owners.sql}${segments}`,
    { ...owners.binds, ...Object.fromEntries((tables ?? []).map((name, i) => [`t${i}`, name])) },
  );
  return row === undefined ? null : (numberOf(row, 'BYTES') ?? 0);
}

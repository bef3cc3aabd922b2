import type { DatabaseFacts } from '../domain/database-facts';
import type { ExportScope } from '../domain/export-scope';
import type { OptionalViews } from './optional-views';
import { readEncryption, readSizes } from './scope-facts';
import type { Row, Session } from './session';
import { readTunedUndoRetention } from './undo-retention';

/**
 * Collects what is known of a database. Views that everybody may read come first; the others are optional, and what they
 * would have told is null.
 */
export async function readFacts(
  session: Session,
  views: OptionalViews,
  {
    scope,
    directory,
    directoryPath,
  }: { readonly scope: ExportScope; readonly directory: string; readonly directoryPath: string | null },
): Promise<DatabaseFacts> {
  const context = await readContext(views);
  const database = await views.row(
    'V$DATABASE',
    'SELECT NAME, DB_UNIQUE_NAME, TO_CHAR(DBID) AS DBID, OPEN_MODE, DATABASE_ROLE, LOG_MODE, PLATFORM_NAME, PROTECTION_MODE FROM V$DATABASE',
  );
  const nls = await keyValues(views, 'NLS_DATABASE_PARAMETERS', 'PARAMETER', 'VALUE');
  const properties = await keyValues(views, 'DATABASE_PROPERTIES', 'PROPERTY_NAME', 'PROPERTY_VALUE');
  const parameters = await readParameters(views);
  const banner = await views.row('V$VERSION', `SELECT BANNER FROM V$VERSION WHERE BANNER LIKE 'Oracle%'`);
  const role = database?.['DATABASE_ROLE'] ?? context['ROLE'] ?? 'unknown';
  const timeZoneFile = properties.get('DST_PRIMARY_TT_VERSION');
  return {
    name: database?.['NAME'] ?? context['NAME'] ?? session.database,
    uniqueName: database?.['DB_UNIQUE_NAME'] ?? context['UNIQUE_NAME'] ?? null,
    dbid: database?.['DBID'] ?? null,
    pdb: pdbOf(context),
    version: session.serverVersion,
    edition: editionOf(banner?.['BANNER'] ?? ''),
    options: await readOptions(views),
    platform: database?.['PLATFORM_NAME'] ?? null,
    role,
    openMode: await readOpenMode(views, database, context),
    logMode: database?.['LOG_MODE'] ?? null,
    characterSet: nls.get('NLS_CHARACTERSET') ?? 'unknown',
    nationalCharacterSet: nls.get('NLS_NCHAR_CHARACTERSET') ?? 'unknown',
    timeZoneFileVersion: timeZoneFile === undefined ? null : Number(timeZoneFile),
    compatible: parameters.get('compatible') ?? null,
    clustered: booleanOf(parameters.get('cluster_database')),
    dataGuard: dataGuardOf(role, database?.['PROTECTION_MODE'], parameters.get('log_archive_config')),
    ...(await readEncryption(views, scope, session.user)),
    ...(await readSizes(views, scope, session.user)),
    undoRetentionS: await readUndoRetention(views, parameters),
    directory,
    directoryPath,
  };
}

async function readContext(views: OptionalViews): Promise<Row> {
  const row = await views.row(
    'SYS_CONTEXT',
    `SELECT SYS_CONTEXT('USERENV', 'DB_NAME') AS NAME, SYS_CONTEXT('USERENV', 'DB_UNIQUE_NAME') AS UNIQUE_NAME, SYS_CONTEXT('USERENV', 'CON_NAME') AS CON_NAME, SYS_CONTEXT('USERENV', 'CON_ID') AS CON_ID, SYS_CONTEXT('USERENV', 'DATABASE_ROLE') AS ROLE FROM DUAL`,
  );
  return row ?? {};
}

/** Container 0 is a database without containers; 1 is the root, whose PDBs an export does not see. */
function pdbOf(context: Row): string | null {
  return Number(context['CON_ID'] ?? 0) > 0 ? (context['CON_NAME'] ?? null) : null;
}

/** A PDB may be open read-only in a database that is open for writing. */
async function readOpenMode(views: OptionalViews, database: Row | undefined, context: Row): Promise<string> {
  if (Number(context['CON_ID'] ?? 0) > 1) {
    const pdb = await views.row('V$PDBS', 'SELECT OPEN_MODE FROM V$PDBS WHERE CON_ID = :con_id', {
      con_id: Number(context['CON_ID']),
    });
    if (typeof pdb?.['OPEN_MODE'] === 'string') return pdb['OPEN_MODE'];
  }
  return database?.['OPEN_MODE'] ?? 'unknown';
}

async function keyValues(
  views: OptionalViews,
  view: string,
  key: string,
  value: string,
): Promise<ReadonlyMap<string, string>> {
  const rows = (await views.rows(view, `SELECT ${key}, ${value} FROM ${view}`)) ?? [];
  return new Map(rows.map((row) => [row[key] ?? '', row[value] ?? '']));
}

async function readParameters(views: OptionalViews): Promise<ReadonlyMap<string, string>> {
  const rows = await views.rows(
    'V$PARAMETER',
    `SELECT NAME, VALUE FROM V$PARAMETER WHERE NAME IN ('compatible', 'cluster_database', 'undo_retention', 'log_archive_config')`,
  );
  return new Map((rows ?? []).map((row) => [row['NAME'] ?? '', row['VALUE'] ?? '']));
}

async function readOptions(views: OptionalViews): Promise<string[]> {
  const rows = (await views.rows('V$OPTION', `SELECT PARAMETER FROM V$OPTION WHERE VALUE = 'TRUE'`)) ?? [];
  return rows.flatMap((row) => row['PARAMETER'] ?? []).sort();
}

/** How long undo was kept at the least in the last day, as the server tuned it; else what it is asked to keep. */
async function readUndoRetention(
  views: OptionalViews,
  parameters: ReadonlyMap<string, string>,
): Promise<number | null> {
  const asked = parameters.get('undo_retention');
  return (await readTunedUndoRetention(views, 'day')) ?? (asked === undefined ? null : Number(asked));
}

const editions = [
  'Enterprise Edition',
  'Standard Edition 2',
  'Standard Edition',
  'Express Edition',
  'Personal Edition',
  'Free',
];

/** By the banner: `Oracle Database 19c Enterprise Edition Release 19.0.0.0.0 - Production`. */
export function editionOf(banner: string): string {
  const engineered = /EE (High|Extreme) Perf/.test(banner);
  return engineered ? 'Enterprise Edition' : (editions.find((edition) => banner.includes(edition)) ?? 'unknown');
}

function booleanOf(value: string | undefined): boolean | null {
  return value === undefined ? null : value.toUpperCase() === 'TRUE';
}

/** Every database has a protection mode; only the configuration of the archive destinations tells that there is a standby. */
function dataGuardOf(
  role: string,
  protection: string | null | undefined,
  archiveConfig: string | undefined,
): string | null {
  if (role === 'PRIMARY' && !archiveConfig) return null;
  return [role, protection].filter((word) => typeof word === 'string' && word !== '').join(', ');
}

import type { BackupPlan } from '../domain/backup-plan';
import type { DatabaseFacts } from '../domain/database-facts';
import { BackupError } from '../errors';
import { readFacts } from './facts';
import { grants } from './grants';
import { readHeldPrivileges } from './held-privileges';
import { OptionalViews } from './optional-views';
import { preflightWarnings } from './preflight-warnings';
import { missingPrivileges } from './privileges';
import { requireScope } from './require-scope';
import type { Session } from './session';

export interface Inspection {
  readonly facts: DatabaseFacts;
  readonly warnings: readonly string[];
  /** What is asked for, or 1 where the edition has no parallel export. */
  readonly parallel: number;
}

/**
 * Finds out before anything is created whether an export can be made, and collects the facts for the manifest.
 *
 * @throws DATABASE_UNSUPPORTED (before 12.2), DATABASE_NOT_WRITABLE, DIRECTORY_MISSING, PRIVILEGE_MISSING naming all that
 *   is missing with its GRANT, SCHEMA_MISSING
 */
export async function inspectDatabase(session: Session, plan: BackupPlan, signal?: AbortSignal): Promise<Inspection> {
  const { scope, directory } = plan.export;
  const views = new OptionalViews(session, signal);
  requireVersion(session);
  const directoryPath = await readDirectoryPath(session, directory, signal);
  const held = await readHeldPrivileges(session, views, directory, signal);
  const facts = await readFacts(session, views, { scope, directory, directoryPath: directoryPath ?? null });
  requireWritable(session.database, facts);
  requireLongNames(session.database, facts);
  if (directoryPath === undefined) {
    throw new BackupError(
      'DIRECTORY_MISSING',
      `${session.database}: ${session.user} sees no directory object ${directory}`,
      {
        hint: `A DBA runs: ${grants.createDirectory(directory, '/path/on/the/database/host')}; ${grants.directory(['READ', 'WRITE'], directory, session.user)};`,
      },
    );
  }
  const missing = missingPrivileges(held, { scope, user: session.user, directory });
  if (missing.length > 0) {
    throw new BackupError(
      'PRIVILEGE_MISSING',
      `${session.database}: ${session.user} lacks ${missing.map(({ what }) => what).join('; ')}`,
      { hint: `A DBA runs: ${missing.map(({ statement }) => `${statement};`).join(' ')}` },
    );
  }
  await requireScope(session, scope, signal);
  const parallel = parallelOf(plan, facts);
  return { facts, parallel, warnings: await preflightWarnings({ session, plan, facts, held, views, parallel }) };
}

/** Names of more than 30 bytes and the template %L came with 12.2. */
function requireVersion({ database, serverVersion }: Session): void {
  if (isBefore122(serverVersion)) {
    throw new BackupError(
      'DATABASE_UNSUPPORTED',
      `${database} is Oracle ${serverVersion}: Redoubt needs 12.2 or later`,
    );
  }
}

function requireLongNames(database: string, { compatible }: DatabaseFacts): void {
  if (compatible !== null && isBefore122(compatible)) {
    throw new BackupError('DATABASE_UNSUPPORTED', `${database} runs with COMPATIBLE = ${compatible}`, {
      hint: 'Data Pump job names of Redoubt are longer than 30 bytes: COMPATIBLE must be 12.2.0 or higher.',
    });
  }
}

function isBefore122(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 12 || (major === 12 && minor < 2);
}

function requireWritable(database: string, { role, openMode }: DatabaseFacts): void {
  const isStandby = role === 'PHYSICAL STANDBY' || role === 'LOGICAL STANDBY';
  if (isStandby || (openMode !== 'READ WRITE' && openMode !== 'unknown')) {
    throw new BackupError('DATABASE_NOT_WRITABLE', `${database} is ${role}, open mode ${openMode}`);
  }
}

async function readDirectoryPath(
  session: Session,
  directory: string,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const [row] = await session.query(
    'SELECT DIRECTORY_PATH FROM ALL_DIRECTORIES WHERE DIRECTORY_NAME = :directory',
    { directory },
    { doing: `look for directory object ${directory}`, signal },
  );
  return row?.['DIRECTORY_PATH'] ?? undefined;
}

/** Only Enterprise Edition exports in parallel; the option says FALSE elsewhere. */
function parallelOf(plan: BackupPlan, { edition, options }: DatabaseFacts): number {
  const has =
    edition === 'Enterprise Edition' || edition === 'Personal Edition' || options.includes('Parallel execution');
  return edition === 'unknown' || (has && edition !== 'Free') ? plan.export.parallel : 1;
}

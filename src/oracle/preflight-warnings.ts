import type { BackupPlan } from '../domain/backup-plan';
import type { DatabaseFacts } from '../domain/database-facts';
import type { ExportScope } from '../domain/export-scope';
import type { OptionalViews } from './optional-views';
import { needsExportRole, type HeldPrivileges } from './privileges';
import { namedIn } from './scope-facts';
import { schemasOf } from './scope-filters';
import type { Session } from './session';

export interface Inspected {
  readonly session: Session;
  readonly plan: BackupPlan;
  readonly facts: DatabaseFacts;
  readonly held: HeldPrivileges;
  readonly views: OptionalViews;
  readonly parallel: number;
}

/** What a person should know of a backup that can be made all the same, in whole sentences. */
export async function preflightWarnings(inspected: Inspected): Promise<string[]> {
  const { facts, plan, parallel, views } = inspected;
  const policies = await policyWarnings(inspected);
  const warnings = [
    ...parallelWarning(plan, parallel, facts),
    ...encryptionWarning(facts),
    ...policies,
    ...scopeWarning(plan.export.scope),
    ...placeWarnings(plan, facts),
    ...undoWarning(facts, parallel),
  ];
  // Read last: the checks above may have met unreadable views too.
  if (views.unreadable.length > 0) {
    warnings.push(
      `not known, as ${inspected.session.user} may not read ${views.unreadable.join(', ')}: grant SELECT_CATALOG_ROLE, or SELECT on them`,
    );
  }
  return warnings;
}

function parallelWarning(plan: BackupPlan, parallel: number, { edition }: DatabaseFacts): string[] {
  if (parallel === plan.export.parallel) return [];
  return [
    `parallel export is not part of ${edition}: it runs with degree ${parallel} instead of ${plan.export.parallel}`,
  ];
}

function encryptionWarning({ encryptedTablespaces, encryptedColumns, directory }: DatabaseFacts): string[] {
  if (encryptedTablespaces.length === 0 && encryptedColumns === 0) return [];
  const what = [
    ...(encryptedTablespaces.length > 0 ? [`tablespaces ${encryptedTablespaces.join(', ')}`] : []),
    ...(encryptedColumns > 0 ? [`${encryptedColumns} columns`] : []),
  ].join(' and ');
  return [
    `${what} are encrypted in the database: their dump files lie in clear in ${directory} until the backup is sealed`,
  ];
}

/** Policies that hide rows or change values: an export with EXEMPT ACCESS POLICY is not touched by them. */
async function policyWarnings({ plan, held, views }: Inspected): Promise<string[]> {
  const owners = namedIn('OBJECT_OWNER', schemasOf(plan.export.scope));
  const warnings: string[] = [];
  if (!held.system.has('EXEMPT ACCESS POLICY')) {
    const rows = await views.rows(
      'ALL_POLICIES',
      `SELECT OBJECT_OWNER, OBJECT_NAME FROM ALL_POLICIES WHERE ENABLE = 'YES' AND SEL = 'YES'${owners.sql}`,
      owners.binds,
    );
    const names = [...new Set((rows ?? []).map((row) => `${row['OBJECT_OWNER']}.${row['OBJECT_NAME']}`))];
    if (names.length > 0) {
      warnings.push(
        `row policies (VPD) lie on ${shortList(names)}: without EXEMPT ACCESS POLICY the export leaves rows out, and is refused as incomplete`,
      );
    }
  }
  if (!held.system.has('EXEMPT REDACTION POLICY')) {
    const rows = await views.rows(
      'REDACTION_POLICIES',
      `SELECT OBJECT_OWNER, OBJECT_NAME FROM REDACTION_POLICIES WHERE OBJECT_NAME IS NOT NULL${owners.sql}`,
      owners.binds,
    );
    const names = [...new Set((rows ?? []).map((row) => `${row['OBJECT_OWNER']}.${row['OBJECT_NAME']}`))];
    if (names.length > 0) {
      warnings.push(
        `redaction policies lie on ${shortList(names)}: without EXEMPT REDACTION POLICY they cannot be exported`,
      );
    }
  }
  return warnings;
}

function shortList(names: readonly string[]): string {
  return names.length <= 5 ? names.join(', ') : `${names.slice(0, 5).join(', ')} and ${names.length - 5} more tables`;
}

/** What the mode leaves out, so that nobody learns it at the restore. */
function scopeWarning(scope: ExportScope): string[] {
  if (scope.mode === 'full') return [];
  if (scope.mode === 'tables')
    return ['mode tables leaves out everything but the named tables and what depends on them'];
  return [
    'mode schema leaves out roles, profiles, tablespaces, public synonyms and other schemas: only mode full has them',
  ];
}

function placeWarnings({ export: { directory, scope } }: BackupPlan, facts: DatabaseFacts): string[] {
  const warnings: string[] = [];
  if (facts.pdb === 'CDB$ROOT')
    warnings.push('this is the root container: an export from here has nothing of the pluggable databases');
  if (facts.pdb !== null && directory === 'DATA_PUMP_DIR') {
    warnings.push('DATA_PUMP_DIR is not reliable in a pluggable database: create a directory object of its own');
  }
  if (facts.clustered === true) {
    warnings.push(
      'this is a RAC database: the export stays on one instance, and connectString must lead to the one that sees the directory',
    );
  }
  if (needsExportRole(scope, '') && facts.options.includes('Oracle Database Vault')) {
    warnings.push(
      'Database Vault is on: its owner must have authorised this user with DBMS_MACADM.AUTHORIZE_DATAPUMP_USER',
    );
  }
  return warnings;
}

/** Only to forecast: what one export process of a modest server reads. */
const assumedBytesPerSecond = 50_000_000;

function undoWarning({ estimatedBytes, undoRetentionS }: DatabaseFacts, parallel: number): string[] {
  if (estimatedBytes === null || undoRetentionS === null) return [];
  const neededS = Math.ceil(estimatedBytes / (assumedBytesPerSecond * parallel));
  if (neededS <= undoRetentionS) return [];
  return [
    `undo reaches back ${undoRetentionS} s, and reading ${Math.round(estimatedBytes / 1e9)} GB may take ${neededS} s: the export may end in ORA-01555`,
  ];
}

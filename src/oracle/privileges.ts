import type { ExportScope } from '../domain/export-scope';
import { exportRole, grants } from './grants';
import { schemasOf } from './scope-filters';

/** What the user holds, as the dictionary views that everybody may read tell it. */
export interface HeldPrivileges {
  readonly system: ReadonlySet<string>;
  readonly roles: ReadonlySet<string>;
  /** On the directory object of the export: READ, WRITE. */
  readonly directory: ReadonlySet<string>;
  /** The user's default tablespace, where the job's master table goes, and the bytes it may hold there. */
  readonly defaultTablespace: string;
  readonly quotaBytes: number;
  /** Packages that the export calls and the user may not. */
  readonly refusedPackages: readonly string[];
}

/** Data Pump's master table is small: a row per object. */
export const leastQuotaBytes = 16 * 1024 * 1024;

/** Whether the export reads more than the user's own schema. */
export function needsExportRole(scope: ExportScope, user: string): boolean {
  const schemas = schemasOf(scope);
  return schemas === undefined || schemas.some((schema) => schema !== user);
}

/** @returns what is missing for an export, each with the statement that gives it; empty when all is there. */
export function missingPrivileges(
  held: HeldPrivileges,
  { scope, user, directory }: { readonly scope: ExportScope; readonly user: string; readonly directory: string },
): readonly { readonly what: string; readonly statement: string }[] {
  const missing: { what: string; statement: string }[] = [];
  if (needsExportRole(scope, user) && !held.roles.has(exportRole) && !held.roles.has('EXP_FULL_DATABASE')) {
    missing.push({ what: `role ${exportRole}`, statement: grants.system(exportRole, user) });
  }
  if (!held.system.has('CREATE TABLE')) {
    missing.push({
      what: 'CREATE TABLE (for Data Pump’s master table)',
      statement: grants.system('CREATE TABLE', user),
    });
  }
  if (!held.system.has('UNLIMITED TABLESPACE') && held.quotaBytes < leastQuotaBytes) {
    missing.push({ what: `quota on ${held.defaultTablespace}`, statement: grants.quota(user, held.defaultTablespace) });
  }
  const lacking = ['READ', 'WRITE'].filter((privilege) => !held.directory.has(privilege));
  if (lacking.length > 0) {
    missing.push({
      what: `${lacking.join(' and ')} on directory ${directory}`,
      statement: grants.directory(lacking, directory, user),
    });
  }
  for (const name of held.refusedPackages) {
    missing.push({ what: `EXECUTE on ${name}`, statement: grants.execute(name, user) });
  }
  return missing;
}

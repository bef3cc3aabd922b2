import type { SetupStep } from '../../oracle/apply-setup';
import type { SetupStatement } from '../../oracle/setup-sql';

export interface ScriptAbout {
  readonly database: string;
  readonly user: string;
  /** False: the directory object must be there already. */
  readonly createsDirectory: boolean;
}

/** The set-up as a script for SQL*Plus or SQLcl, which ask for the new user's password. */
export function setupScript(statements: readonly SetupStatement[], about: ScriptAbout): string {
  return [
    `-- What Redoubt needs to back up ${about.database}. Run it once as a DBA, in SQL*Plus or SQLcl.`,
    ...(about.createsDirectory
      ? []
      : ['-- The directory object must exist; --path DIR adds the statement that creates it.']),
    `ACCEPT password CHAR PROMPT 'New password of ${about.user}: ' HIDE`,
    'SET VERIFY OFF',
    ...statements.flatMap(({ sql, purpose }) => ['', `-- ${purpose}`, terminated(sql)]),
  ].join('\n');
}

/** A block ends with a slash of its own, a statement with a semicolon. */
const terminated = (sql: string): string => (/^(BEGIN|DECLARE)\b/.test(sql) ? `${sql}\n/` : `${sql};`);

export function describeSetup(database: string, steps: readonly SetupStep[]): string {
  const changed = steps.filter(({ outcome }) => outcome === 'done').length;
  return changed === 0
    ? `${database} was set up already: nothing was changed`
    : `${database} is set up: ${changed} of ${steps.length} statements changed something`;
}

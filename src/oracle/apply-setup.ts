import { BackupError } from '../errors';
import type { Session } from './session';
import { passwordPlaceholder, type SetupStatement } from './setup-sql';

export type SetupStep = { readonly statement: SetupStatement; readonly outcome: 'done' | 'was there' };

/**
 * Runs the set-up as a DBA. Each statement is run only where its query finds that something is left to do, so a second
 * time changes nothing.
 *
 * @param userPassword of the user that is created; it stands in no message and no step.
 * @throws PRIVILEGE_MISSING when the user who runs it may not; what the statement at fault gave
 */
export async function applySetup(
  session: Session,
  statements: readonly SetupStatement[],
  userPassword: string,
  onStep: (step: SetupStep) => void,
): Promise<readonly SetupStep[]> {
  if (/["\0]/.test(userPassword)) {
    throw new BackupError('CONFIG_INVALID', 'the user’s password has a double quote in it, which Oracle does not take');
  }
  const steps: SetupStep[] = [];
  for (const statement of statements) {
    const doing = `run ${statement.sql}`;
    const found = await session.query(statement.done.sql, statement.done.binds, {
      doing: `check before: ${statement.sql}`,
    });
    // A function as the replacement: `$&` in a password means nothing then.
    const isDone = found.length >= (statement.done.rows ?? 1);
    if (!isDone)
      await session.run(
        statement.sql.replace(passwordPlaceholder, () => userPassword),
        {},
        { doing },
      );
    const step: SetupStep = { statement, outcome: isDone ? 'was there' : 'done' };
    onStep(step);
    steps.push(step);
  }
  return steps;
}

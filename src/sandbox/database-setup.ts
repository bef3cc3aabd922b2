import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { applySetup } from '../oracle/apply-setup';
import { withSession } from '../oracle/session';
import { setupStatements } from '../oracle/setup-sql';
import { backupDirectoryName, backupUser } from './sandbox-config';
import type { SandboxState } from './sandbox-state';
import { systemTarget } from './system-target';

/**
 * Sets the backup's user up over the wire, with the statements that `redoubt database setup sales` writes for a DBA.
 * @throws BackupError what the stand-in answers to one of them
 */
export async function applyDatabaseSetup(state: SandboxState, directory: string): Promise<void> {
  const { oracle } = state;
  if (oracle === undefined) return;
  const dumpDirectory = path.join(directory, 'oracle', 'dump-files');
  mkdirSync(dumpDirectory, { recursive: true, mode: 0o700 });
  const statements = setupStatements({
    user: backupUser,
    tablespace: 'USERS',
    quota: '500M',
    directory: backupDirectoryName,
    directoryPath: dumpDirectory,
    scope: { mode: 'schema', schemas: ['SALES'] },
    platform: { rds: false },
  });
  const userPassword = oracle.passwords[backupUser] ?? '';
  await withSession(systemTarget(state), {}, (session) =>
    applySetup(session, statements, userPassword, () => undefined),
  );
}

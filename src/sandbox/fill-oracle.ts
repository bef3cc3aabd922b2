import path from 'node:path';
import { rmSync } from 'node:fs';
import { applyDatabaseSetup } from './database-setup';
import type { Sandbox } from './sandbox';
import { writeSandboxState } from './sandbox-state';

/**
 * Fills SALES and sets the backup's user up, once. After a crash in the middle of it, it begins again with an empty
 * database.
 * @throws BackupError LOAD_INVALID, SANDBOX_FAILED
 */
export async function fillOracle(sandbox: Sandbox, onProgress: (line: string) => void = () => {}): Promise<void> {
  const { oracle } = sandbox.state;
  if (oracle === undefined || oracle.filled) return;
  await startEmpty(sandbox);
  if ('load' in oracle.data) {
    onProgress(`loading ${oracle.data.load} into SALES`);
    await sandbox.oracle.call('load', { directory: oracle.data.load });
  } else if ('noiseBytes' in oracle.data) {
    onProgress(`filling SALES with ${Math.round(oracle.data.noiseBytes / 1e6)} MB that do not compress`);
    await sandbox.oracle.call('populate-noise', { bytes: oracle.data.noiseBytes });
  } else {
    onProgress(`filling SALES with ${Math.round(oracle.data.demoBytes / 1e6)} MB of made-up rows`);
    await sandbox.oracle.call('populate', { bytes: oracle.data.demoBytes });
  }
  await applyDatabaseSetup(sandbox.state, sandbox.directory);
  const { state } = sandbox;
  writeSandboxState(sandbox.directory, { ...state, oracle: { ...oracle, filled: true } });
}

/** A database that was just made is empty already. */
async function startEmpty(sandbox: Sandbox): Promise<void> {
  const { tables } = await sandbox.oracle.call('status', {});
  if (tables === 0) return;
  await sandbox.stop('oracle');
  rmSync(path.join(sandbox.directory, 'oracle'), { recursive: true, force: true });
  await sandbox.start('oracle');
}

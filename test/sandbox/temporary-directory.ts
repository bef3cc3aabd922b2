import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stopSandbox } from '../../src/sandbox/stop-sandbox';

/**
 * A folder of this test file, removed after its tests; a sandbox in its folder `state` is stopped first. In one hook:
 * hooks run in the order of their definition, and without its state nobody could stop a sandbox.
 */
export function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), `redoubt-${name}-`));
  afterAll(async () => {
    await stopSandbox(path.join(directory, 'state'), process.env, true);
    rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
  });
  return directory;
}

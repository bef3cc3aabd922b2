import type { Environment } from '../config/config-file';
import { Sandbox } from './sandbox';
import { withSandboxLock } from './sandbox-lock';
import { readSandboxState } from './sandbox-state';

/** Stops the sandbox of this directory, if there is one. @returns whether something ran. */
export async function stopSandbox(directory: string, env: Environment, remove: boolean): Promise<boolean> {
  if (readSandboxState(directory) === undefined) return false;
  return withSandboxLock(directory, async () => {
    const sandbox = new Sandbox(directory, env);
    const ran = [...sandbox.running().values()].includes(true);
    await (remove ? sandbox.remove() : sandbox.stopAll());
    return ran;
  });
}

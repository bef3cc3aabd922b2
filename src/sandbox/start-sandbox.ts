import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../config/config-file';
import { BackupError } from '../errors';
import { fillOracle } from './fill-oracle';
import { newSandboxState, type NewSandboxOptions } from './new-sandbox-state';
import { freePort } from './processes/free-port';
import { isPortInUse } from './processes/port-in-use';
import { Sandbox } from './sandbox';
import { writeSandboxConfig } from './sandbox-config';
import { withSandboxLock } from './sandbox-lock';
import { waitUntil } from './wait-until';
import { readSandboxState, writeSandboxState, type SandboxState } from './sandbox-state';

export interface StartOptions extends NewSandboxOptions {
  readonly directory: string;
  readonly env: Environment;
  /** Called with one line for people at each step that takes time. */
  readonly onProgress?: (line: string) => void;
}

export interface StartedSandbox {
  readonly sandbox: Sandbox;
  /** The parts that were started now; empty when all ran already. */
  readonly started: readonly string[];
}

/**
 * Makes a sandbox run: a new one, or what is missing of the one in this directory. When it returns, every part answers,
 * SALES is filled and REDOUBT is set up. If it fails, what it started is stopped again.
 *
 * @throws BackupError SANDBOX_RUNNING when data is given for one that runs; SANDBOX_FAILED, TOOL_MISSING, LOAD_INVALID
 */
export function startSandbox(options: StartOptions): Promise<StartedSandbox> {
  return withSandboxLock(options.directory, async () => {
    const sandbox = await openSandbox(options);
    const missing = namesThatRest(sandbox);
    try {
      await replaceTakenPorts(sandbox, missing);
      await writeSandboxConfig(sandbox.state, sandbox.directory);
      if (missing.length > 0) options.onProgress?.(`starting ${missing.join(', ')}`);
      await settleAll(sandbox.partNames.map((name) => sandbox.start(name)));
      await fillOracle(sandbox, options.onProgress);
    } catch (error) {
      await settleAll(missing.map((name) => sandbox.stop(name)));
      // Without its data it is no sandbox: the next start shall not try the same folder again.
      if (error instanceof BackupError && error.code === 'LOAD_INVALID') await sandbox.remove();
      throw error;
    }
    return { sandbox, started: missing };
  });
}

async function openSandbox(options: StartOptions): Promise<Sandbox> {
  const { directory, env } = options;
  const sandbox = new Sandbox(directory, env);
  const known = readSandboxState(directory);
  if (known !== undefined) {
    if (options.data === undefined) {
      if (options.bandwidth !== undefined) writeSandboxState(directory, withBandwidth(known, options.bandwidth));
      return sandbox;
    }
    if ([...sandbox.running().values()].includes(true)) {
      throw new BackupError('SANDBOX_RUNNING', `a sandbox runs in ${directory}: its data cannot be replaced`);
    }
    for (const part of sandbox.partNames) rmSync(path.join(directory, part), { recursive: true, force: true });
    rmSync(path.join(directory, 'temporal.db'), { force: true });
  } else {
    refuseForeignFolder(directory);
  }
  writeSandboxState(directory, await newSandboxState(options));
  return sandbox;
}

/** Workers that run already keep to what they read at their start. */
const withBandwidth = (state: SandboxState, bandwidth: string): SandboxState => ({
  ...state,
  regions: state.regions.map((region) => ({ ...region, bandwidth })),
});

/** `down` removes the whole folder: so nothing of anybody else's may be in it. */
function refuseForeignFolder(directory: string): void {
  const foreign = readdirSync(directory).find((name) => !name.startsWith('lock'));
  if (foreign === undefined) return;
  throw new BackupError('SANDBOX_FAILED', `${directory} holds other files (${foreign}) and no sandbox`, {
    hint: 'Give REDOUBT_SANDBOX_DIR a folder of its own.',
  });
}

function namesThatRest(sandbox: Sandbox): readonly string[] {
  return [...sandbox.running()].filter(([, running]) => !running).map(([name]) => name);
}

/** Another program may have taken a port while the sandbox, or the machine, was down. */
async function replaceTakenPorts(sandbox: Sandbox, resting: readonly string[]): Promise<void> {
  const replaced = async (name: string, port: number): Promise<number> =>
    resting.includes(name) && (await staysInUse(port)) ? freePort() : port;
  const { temporal, oracle, regions, ...rest }: SandboxState = sandbox.state;
  writeSandboxState(sandbox.directory, {
    ...rest,
    ...(temporal === undefined
      ? {}
      : {
          temporal: {
            ...temporal,
            port: await replaced('temporal', temporal.port),
            uiPort: await replaced('temporal', temporal.uiPort),
          },
        }),
    ...(oracle === undefined
      ? {}
      : {
          oracle: {
            ...oracle,
            port: await replaced('oracle', oracle.port),
            controlPort: await replaced('oracle', oracle.controlPort),
          },
        }),
    regions: await Promise.all(
      regions.map(async (region) => ({ ...region, port: await replaced(region.name, region.port) })),
    ),
  });
}

/** Whoever was just killed may hold its port for a moment longer. */
async function staysInUse(port: number): Promise<boolean> {
  return !(await waitUntil(async () => !(await isPortInUse(port)), { timeoutMs: 1000 }));
}

/** Waits for all, then throws the first failure: nothing goes on behind the caller's back. */
async function settleAll(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
}

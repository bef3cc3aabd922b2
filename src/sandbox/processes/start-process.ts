import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { once } from 'node:events';
import { identifyProcess, type ProcessIdentity } from './process-identity';

export interface ProcessCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** Beside the environment of this process. */
  readonly env?: Readonly<Record<string, string>>;
  readonly logFile: string;
}

/**
 * Starts a process that outlives this one, in a session of its own, so that a Ctrl-C here does not reach it. What it
 * prints is appended to its log file.
 * @throws Error when the program cannot be started.
 */
export async function startProcess(command: ProcessCommand): Promise<ProcessIdentity> {
  const log = openSync(command.logFile, 'a', 0o600);
  try {
    const child = spawn(command.file, command.args, {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...command.env },
    });
    await once(child, 'spawn');
    child.unref();
    return identifyProcess(child.pid ?? -1) ?? { pid: child.pid ?? -1, startedAt: 'ended at once' };
  } finally {
    closeSync(log);
  }
}

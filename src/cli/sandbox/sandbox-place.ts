import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { sandboxDirectory } from '../../config/config-file';
import { BackupError } from '../../errors';
import { Sandbox } from '../../sandbox/sandbox';
import type { CliIo } from '../cli-io';

/** The directory of this user's sandbox, whether it runs or not. */
export function sandboxPlace(io: CliIo): string {
  return resolve(io.cwd, sandboxDirectory(io.env));
}

/** @throws BackupError SANDBOX_NOT_RUNNING when no part of it runs. */
export function runningSandbox(io: CliIo): Sandbox {
  const directory = sandboxPlace(io);
  const sandbox = new Sandbox(directory, io.env);
  if (existsSync(directory) && [...sandbox.running().values()].includes(true)) return sandbox;
  throw new BackupError('SANDBOX_NOT_RUNNING', `no sandbox runs in ${directory}`);
}

/** A line for people; stdout is for results. */
export function sayTo(io: CliIo): (line: string) => void {
  return (line) => void io.stderr.write(`${line}\n`);
}

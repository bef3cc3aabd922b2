import { BackupError } from '../errors';
import type { CliIo } from './cli-io';

/**
 * Says what went wrong: message and hint for people on stderr; with --json one object on stdout, where a script looks
 * for the result. A stack trace only with REDOUBT_DEBUG. @returns the exit code.
 */
export function reportError(error: unknown, io: CliIo, json: boolean): number {
  const { code, message, hint, exitCode } = asBackupError(error);
  if (json) io.stdout.write(`${JSON.stringify({ error: { code, message, hint } }, null, 2)}\n`);
  else io.stderr.write(`error ${code}: ${message}\nhint: ${hint}\n`);
  if (io.env['REDOUBT_DEBUG']) io.stderr.write(`${stackOf(error)}\n`);
  return exitCode;
}

function asBackupError(error: unknown): BackupError {
  if (error instanceof BackupError) return error;
  return new BackupError('INTERNAL', error instanceof Error ? error.message : String(error), { cause: error });
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const stack = error.stack ?? error.message;
  return error.cause === undefined ? stack : `${stack}\ncaused by: ${stackOf(error.cause)}`;
}

import { CommanderError } from 'commander';
import { BackupError } from '../errors';
import type { CliIo } from './cli-io';
import { buildProgram } from './program';
import { reportError } from './report-error';

/**
 * Runs one command line to its end, in this process.
 * @param argv without the program's name. @returns the exit code, from the table of errors; never throws.
 */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  let exitCode = 0;
  const ownIo: CliIo = {
    ...io,
    setExitCode: (code) => {
      exitCode = code;
    },
  };
  try {
    await buildProgram(ownIo, argv).parseAsync([...argv], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return 0; // --help, --version
    return reportError(usageError(error), ownIo, argv.includes('--json'));
  }
}

function usageError(error: unknown): unknown {
  if (!(error instanceof CommanderError)) return error;
  if (error.code === 'commander.help') return new BackupError('USAGE', 'a command is missing');
  return new BackupError('USAGE', error.message.replace(/^error: /, ''));
}

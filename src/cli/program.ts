import { Command } from 'commander';
import { productVersion } from '../domain/product-version';
import { addBackupCommands } from './backup-commands';
import type { AddCommands, CliIo } from './cli-io';
import { addDatabaseCommands } from './database-setup-command';
import { addKeygenCommand } from './keygen-command';
import { addRepairCommand } from './repair-command';
import { addRestoreCommand } from './restore-command';
import { addSandboxCommands } from './sandbox-commands';
import { addWorkerCommand } from './worker-command';

const groups: readonly AddCommands[] = [
  addKeygenCommand,
  addDatabaseCommands,
  addWorkerCommand,
  addBackupCommands,
  addRestoreCommand,
  addRepairCommand,
  addSandboxCommands,
];

/** The whole command line. Its settings are inherited by each command, so they come first. */
export function buildProgram(io: CliIo): Command {
  const program = new Command('redoubt')
    .description('Back up Oracle databases to several regions, encrypted, as durable Temporal workflows.')
    .version(productVersion, '--version', 'print the version')
    .option('--config <file>', 'the configuration (default: redoubt.yaml here, else the running sandbox’s)')
    .option('--json', 'print one JSON value on stdout, for scripts')
    .helpOption('-h, --help', 'show help')
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
      // Commander's errors are thrown, and reported with all others.
      outputError: () => undefined,
      getOutHelpWidth: () => io.stdout.columns ?? 100,
      getErrHelpWidth: () => io.stderr.columns ?? 100,
    })
    .exitOverride();
  for (const addCommands of groups) addCommands(program, io);
  return program;
}

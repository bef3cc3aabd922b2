import { Command } from 'commander';
import { productVersion } from '../domain/product-version';
import type * as Backup from './backup/backup-commands';
import type { AddCommands, CliIo } from './cli-io';
import type * as Database from './database/database-setup-command';
import type * as Doctor from './doctor/doctor-command';
import type * as Keygen from './keygen-command';
import type * as Repair from './restore/repair-command';
import type * as Restore from './restore/restore-command';
import type * as Sandbox from './sandbox/sandbox-commands';
import type * as Schedule from './schedule/schedule-commands';
import type * as Worker from './worker-command';

/** By the command's name, in the order of the help. Loaded when it is asked for: most bring a large library. */
const groups: Readonly<Record<string, () => AddCommands>> = {
  doctor: () => (require('./doctor/doctor-command') as typeof Doctor).addDoctorCommand,
  keygen: () => (require('./keygen-command') as typeof Keygen).addKeygenCommand,
  database: () => (require('./database/database-setup-command') as typeof Database).addDatabaseCommands,
  worker: () => (require('./worker-command') as typeof Worker).addWorkerCommand,
  backup: () => (require('./backup/backup-commands') as typeof Backup).addBackupCommands,
  schedule: () => (require('./schedule/schedule-commands') as typeof Schedule).addScheduleCommands,
  restore: () => (require('./restore/restore-command') as typeof Restore).addRestoreCommand,
  repair: () => (require('./restore/repair-command') as typeof Repair).addRepairCommand,
  sandbox: () => (require('./sandbox/sandbox-commands') as typeof Sandbox).addSandboxCommands,
};

/**
 * The whole command line. Its settings are inherited by each command, so they come first.
 * @param argv where its first word names a group, only that one is there: a command starts in half the time.
 */
export function buildProgram(io: CliIo, argv: readonly string[] = []): Command {
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
  const asked = Object.entries(groups).filter(([name]) => name === argv[0]);
  for (const [, load] of asked.length > 0 ? asked : Object.entries(groups)) load()(program, io);
  return program;
}

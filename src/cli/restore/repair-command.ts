import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Command } from 'commander';
import { findDatabase } from '../../config/database-target';
import { loadConfig } from '../../config/load-config';
import { backupIdSchema } from '../../domain/backup-id';
import { BackupError } from '../../errors';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { withTemporal } from '../temporal-client';

/** `redoubt repair` */
export function addRepairCommand(program: Command, io: CliIo): void {
  const command = program
    .command('repair')
    .description('Fill the regions that lack parts of a backup, from those that have them: no key, no database.')
    .argument('<database>', 'a name from `databases:` of the configuration')
    .requiredOption('--backup <id>', 'the backup’s id')
    .action((database: string, { backup }: { backup: string }, self: Command) =>
      startRepair(database, backup, self, io),
    );
  addExample(command, 'redoubt repair sales --backup 20261123T081500Z-3f2a9c');
}

async function startRepair(database: string, backupId: string, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  findDatabase(config, database);
  const parsed = backupIdSchema.safeParse(backupId);
  if (!parsed.success) throw new BackupError('USAGE', `"${backupId}": ${parsed.error.issues[0]?.message ?? ''}`);
  await withTemporal(config, io, async ({ client, settings }) => {
    const workflowId = `redoubt-repair/${backupId}`;
    const status = await client.workflow
      .start('repairBackup', {
        workflowId,
        taskQueue: settings.taskQueue,
        args: [{ database, backup: backupId }],
        staticSummary: `repair of ${backupId}`,
      })
      .then(
        () => 'started',
        (error: unknown) => {
          // Sealing starts it by itself where regions were missing: that one does the same.
          if (error instanceof WorkflowExecutionAlreadyStartedError) return 'running';
          throw error;
        },
      );
    const text = `the repair of ${backupId} ${status === 'started' ? 'was started' : 'runs already'}: workflow ${workflowId}`;
    printResult(io, options, { backupId, workflowId, database, status }, text);
  });
}

import type { WorkflowHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { loadConfig } from '../config/load-config';
import { BackupError } from '../errors';
import { findBackupRun } from './backup-run';
import { addExample, globalOptions, printResult, type CliIo } from './cli-io';
import { configPlace } from './config-place';
import { withTemporal } from './temporal-client';

interface ControlCommand {
  readonly verb: string;
  readonly description: string;
  readonly ask: (handle: WorkflowHandle) => Promise<unknown>;
  readonly asked: string;
}

const controls: readonly ControlCommand[] = [
  {
    verb: 'cancel',
    description: 'Cancel a running backup: its Data Pump job and dump files are removed, and no manifest is written.',
    ask: (handle) => handle.cancel(),
    asked: 'was asked to stop; once its manifest is being written it ends as sealed',
  },
  {
    verb: 'pause',
    description: 'Pause a running backup after the parts in flight. The export pauses too, and its SCN ages.',
    ask: (handle) => handle.signal('pause'),
    asked: 'was asked to pause',
  },
  {
    verb: 'resume',
    description: 'Let a paused backup go on.',
    ask: (handle) => handle.signal('resume'),
    asked: 'was asked to go on',
  },
];

/** `redoubt backup cancel|pause|resume` */
export function addBackupControl(group: Command, io: CliIo): void {
  for (const control of controls) {
    const command = group
      .command(control.verb)
      .description(control.description)
      .argument('<id>', 'the backup’s id, or the workflow’s')
      .action((id: string, _options: unknown, self: Command) => runControl(control, id, self, io));
    addExample(command, `redoubt backup ${control.verb} 20261123T081500Z-3f2a9c`);
  }
}

/** @throws BackupError WORKFLOW_NOT_FOUND, also where the backup has ended. */
async function runControl({ verb, ask, asked }: ControlCommand, id: string, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  await withTemporal(config, io, async ({ client }) => {
    const { handle, workflowId, backupId, status } = await findBackupRun(client, id);
    if (status !== 'RUNNING') {
      throw new BackupError('WORKFLOW_NOT_FOUND', `backup ${backupId} has ended already (${status.toLowerCase()})`);
    }
    await ask(handle);
    printResult(io, options, { backupId, workflowId, asked: verb }, `backup ${backupId} ${asked}`);
  });
}

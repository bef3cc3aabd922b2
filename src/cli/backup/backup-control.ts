import type { WorkflowHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { parseExtension } from '../../domain/extend-deadline';
import { BackupError } from '../../errors';
import { askRun, findBackupRun } from './backup-run';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { withTemporal } from '../temporal-client';

interface ControlOptions {
  readonly reason?: string;
  readonly until?: string;
  readonly deadline?: string;
}

interface ControlCommand {
  readonly verb: string;
  readonly description: string;
  readonly options?: readonly (readonly [flags: string, description: string])[];
  /** Refuses what the run could only leave out. */
  readonly check?: (options: ControlOptions) => void;
  readonly ask: (handle: WorkflowHandle, options: ControlOptions) => Promise<unknown>;
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
    options: [
      ['--reason <text>', 'why, for whoever looks at the run'],
      ['--until <instant>', 'go on by itself then, such as 2026-11-24T02:30:00Z'],
    ],
    check: ({ until }) => {
      if (until !== undefined && !(Date.parse(until) > Date.now()))
        throw new BackupError(
          'USAGE',
          `--until ${until} is not an instant in the future, such as 2026-11-24T02:30:00Z`,
        );
    },
    ask: (handle, { reason, until }) =>
      until === undefined
        ? handle.signal('pause', reason)
        : handle.signal('pauseUntil', reason === undefined ? until : { until, reason }),
    asked: 'was asked to pause; the deadline’s clock goes on',
  },
  {
    verb: 'resume',
    description: 'Let a paused backup go on.',
    ask: (handle) => handle.signal('resume'),
    asked: 'was asked to go on',
  },
  {
    verb: 'expedite',
    description: 'Let a running backup use what there is, from now on. It does not slow down again.',
    options: [['--deadline <when>', 'another deadline too: PT30M from now, or 2026-11-24T03:00:00Z']],
    check: ({ deadline }) => {
      const extension = deadline === undefined ? undefined : parseExtension({ deadline }, null, Date.now());
      if (typeof extension === 'string') throw new BackupError('USAGE', `--deadline ${deadline ?? ''}: ${extension}`);
    },
    ask: (handle, { deadline }) =>
      deadline === undefined ? handle.signal('expedite') : handle.signal('expedite', { deadline }),
    asked: 'was asked to hurry',
  },
];

/** `redoubt backup cancel|pause|resume|expedite` */
export function addBackupControl(group: Command, io: CliIo): void {
  for (const control of controls) {
    const command = group
      .command(control.verb)
      .description(control.description)
      .argument('<id>', 'the backup’s id, or the workflow’s')
      .action((id: string, options: ControlOptions, self: Command) => runControl(control, { id, options }, self, io));
    for (const [flags, description] of control.options ?? []) command.option(flags, description);
    addExample(command, `redoubt backup ${control.verb} 20261123T081500Z-3f2a9c`);
  }
}

interface Asked {
  readonly id: string;
  readonly options: ControlOptions;
}

/** @throws BackupError WORKFLOW_NOT_FOUND, also where the backup has ended; USAGE for a value that makes no sense. */
async function runControl(control: ControlCommand, { id, options: given }: Asked, self: Command, io: CliIo) {
  const { verb, ask, asked, check } = control;
  check?.(given);
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  await withTemporal(config, io, async ({ client }) => {
    const run = await findBackupRun(client, id);
    const { workflowId, backupId } = run;
    await askRun(run, (handle) => ask(handle, given));
    printResult(io, options, { backupId, workflowId, asked: verb }, `backup ${backupId} ${asked}`);
  });
}

import { randomBytes } from 'node:crypto';
import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { Command } from 'commander';
import { findDatabase } from '../../config/database-target';
import { givenFields } from '../../config/given-fields';
import { loadConfig } from '../../config/load-config';
import { parseBackupRequest, type BackupRequest } from '../../domain/backup-request';
import { BackupError } from '../../errors';
import { backupWorkflowType, describeRun, type BackupRun } from './backup-run';
import { followAndReport } from '../watch/backup-watch';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { withTemporal, type TemporalAccess } from '../temporal-client';

interface StartOptions {
  readonly deadline?: string;
  readonly policy?: string;
  readonly pace?: string;
  readonly wait?: boolean;
  readonly id?: string;
}

/** `redoubt backup start` */
export function addBackupStart(group: Command, io: CliIo): void {
  const command = group
    .command('start')
    .description('Start a backup. Its result tells the copies in each region; the exit code is by docs/errors.md.')
    .argument('<database>', 'a name from `databases:` of the configuration')
    .option('--deadline <when>', 'when it has to be done: PT30M from now, or 2026-11-24T03:00:00Z')
    .option('--policy <policy>', 'at the deadline: fail, continue or settle')
    .option('--pace <pace>', 'expedited: as fast as it can from the start (default: steady)')
    .option('--wait', 'show the progress until it ends')
    .option('--id <workflow-id>', 'the workflow’s id; one that runs already is refused (default: made up)')
    .action((database: string, options: StartOptions, self: Command) => startBackup(database, options, self, io));
  addExample(
    command,
    'redoubt backup start sales --wait --deadline PT30M --policy settle',
    'redoubt backup start sales --wait --json | jq .backupId',
  );
}

async function startBackup(database: string, given: StartOptions, self: Command, io: CliIo): Promise<void> {
  const { wait, id, deadline, policy, pace } = given;
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  findDatabase(config, database);
  const request = parseBackupRequest(givenFields({ database, deadline, policy, pace }));
  refusePast(request);
  await withTemporal(config, io, async (access) => {
    const run = await startRun(access, request, id ?? `redoubt-backup/${database}/${randomBytes(4).toString('hex')}`);
    if (wait === true) return followAndReport(access, run, options, io);
    const { workflowId, backupId } = run;
    printResult(
      io,
      options,
      { backupId, workflowId, database, status: 'started' },
      `started backup ${backupId} of ${database}, workflow ${workflowId}\nwatch it with: redoubt backup watch ${backupId}`,
    );
  });
}

/** The run would refuse it too, and nobody may look. @throws BackupError INVALID_REQUEST */
function refusePast({ deadline = '' }: BackupRequest): void {
  // Not so of a duration, which is no date.
  if (!(Date.parse(deadline) <= Date.now())) return;
  const what = `the deadline ${deadline} has passed, and nothing was started; give a later one, or a duration such as PT2H`;
  throw new BackupError('INVALID_REQUEST', what);
}

/** @throws BackupError DATABASE_BUSY where a workflow of this id runs. */
async function startRun(
  { client, settings }: TemporalAccess,
  request: BackupRequest,
  workflowId: string,
): Promise<BackupRun> {
  const { database } = request;
  try {
    const handle = await client.workflow.start(backupWorkflowType, {
      workflowId,
      taskQueue: settings.taskQueue,
      args: [request],
      memo: { database },
      staticSummary: `backup of ${database}`,
    });
    const run = await describeRun(client, workflowId, handle.firstExecutionRunId);
    if (run !== undefined) return run;
    throw new BackupError('INTERNAL', `workflow ${workflowId} was started and is not there`);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    throw new BackupError('DATABASE_BUSY', `a workflow with the id ${workflowId} runs already`, { cause: error });
  }
}

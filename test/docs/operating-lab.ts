import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { ApplicationFailure } from '@temporalio/common';
import type { WorkflowHandle } from '@temporalio/client';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { requireTool } from '../../src/sandbox/tools/find-tool';
import { collectCli } from '../cli/collected-io';
import { exampleConfig } from '../config/example-config';
import { waitFor } from '../harness/wait-for';
import { progressOf, statusOf } from '../workflows/backup-runs';
import { longExport, slowBefore } from '../workflows/slow-runs';
import { openWorkflowLab, taskQueue, type WorkflowLab } from '../workflows/workflow-lab';

const inShell = promisify(execFile);

/** The names that the page uses. */
export const workflowId = 'sales-tonight';
export const scheduleId = 'sales-nightly';

export interface OperatingLab {
  readonly lab: WorkflowLab;
  readonly run: WorkflowHandle;
  /** Runs a command line of `temporal` or `redoubt` as a shell would. @returns what it printed. */
  command(line: string): Promise<string>;
  /** A backup of the page's name that exports until it is stopped, forecast to take two hours. */
  start(request?: object): Promise<void>;
  /** One that fails in its export, to its end. */
  startAndFail(): Promise<void>;
  createSchedule(isPaused?: boolean): Promise<void>;
  /** No backup runs, no schedule is there, and the database's name is free. */
  quieten(): Promise<void>;
  close(): Promise<void>;
}

/** A real server, real workflows with scripted activities, and the programs that the page names. */
export async function openOperatingLab(): Promise<OperatingLab> {
  const lab = await openWorkflowLab();
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-operating-'));
  writeFileSync(join(folder, 'redoubt.yaml'), exampleConfig.replace('localhost:7233', lab.address));
  let exportFails = false;
  const runExport = (): Promise<ExportOutcome> =>
    exportFails ? Promise.reject(ApplicationFailure.nonRetryable('the disk is full', 'DISK_FULL')) : longExport();
  const ending = Promise.withResolvers<void>();
  const ready = Promise.withResolvers<void>();
  const serving = lab.run({ ...slowBefore, runExport }, () => {
    ready.resolve();
    return ending.promise;
  });
  await ready.promise;

  const run = lab.client.workflow.getHandle(workflowId);
  const schedule = lab.client.schedule.getHandle(scheduleId);
  const shell = await shellOf(lab.address);
  const begin = async (request: object = {}): Promise<void> => {
    const args = [{ database: 'sales', ...request }];
    await lab.client.workflow.start('backupDatabase', { taskQueue, workflowId, args });
  };
  return {
    lab,
    run,
    command: async (line) => {
      if (line.startsWith('temporal ')) return shell(line);
      const words = (await shell(`printf '%s\\0' ${line}`)).split('\0').slice(1, -1);
      const { exitCode, stdout, stderr } = await collectCli(words, { cwd: folder });
      if (exitCode !== 0) throw new Error(`${line}: ${stdout}${stderr}`);
      return stdout;
    },
    start: async (request) => {
      await begin(request);
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
    },
    startAndFail: async () => {
      exportFails = true;
      await begin();
      await run.result().catch(() => undefined);
      exportFails = false;
    },
    createSchedule: async (isPaused = false) => {
      await lab.client.schedule.create({
        scheduleId,
        spec: { cronExpressions: ['0 1 * * *'], timezone: 'Europe/London' },
        state: { paused: isPaused },
        action: {
          type: 'startWorkflow',
          workflowType: 'backupDatabase',
          taskQueue,
          workflowId: `redoubt-backup/sales/${scheduleId}`,
          args: [{ database: 'sales', deadline: 'PT2H' }],
        },
      });
    },
    quieten: async () => {
      await schedule.delete().catch(() => undefined);
      await run.cancel().catch(() => undefined);
      await waitFor('the run’s end', async () => (await statusOf(lab, workflowId)) !== 'RUNNING');
      await waitFor('the database’s name', async () => (await statusOf(lab, 'redoubt/sales')) !== 'RUNNING');
    },
    close: async () => {
      ending.resolve();
      await serving;
      rmSync(folder, { recursive: true });
      await lab.close();
    },
  };
}

/** A shell that finds Temporal's CLI and the lab's server. */
async function shellOf(address: string): Promise<(line: string) => Promise<string>> {
  const folder = dirname(await requireTool('temporal', process.env));
  const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH'] ?? ''}`, TEMPORAL_ADDRESS: address };
  // The worker that answers is in this process: nothing may block it.
  return async (line) => (await inShell('sh', ['-c', line], { env, timeout: 30_000 })).stdout;
}

import { copyTuning } from '../../src/domain/copy-tuning';
import { spawn, type ChildProcess } from 'node:child_process';
import { linkSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { parse, stringify } from 'yaml';
import { loadConfig } from '../../src/config/load-config';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { DatabaseTarget } from '../../src/domain/database-target';
import { partsPerBatch } from '../../src/domain/part-ranges';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { configuredSettings } from '../../src/worker/configured-settings';
import { program } from '../../test/harness/redoubt-command';
import { waitFor } from '../../test/harness/wait-for';
import type { copyFile, CopyFileInput } from '../../workflows/copy-file';
import { partBytes } from './our-path';

/** A whole installation in a folder of its own: Temporal, three regions, the Oracle stand-in, and a built worker. */
export interface Installation {
  /** The stand-in, as the backup's user reaches it. */
  readonly database: DatabaseTarget;
  /** Makes a file visible in the database's directory, under its own name. */
  addDumpFile(path: string): void;
  /** Runs the workflow that copies one file, on a worker that sees it (`local`) or reads it through the database. */
  readonly copy: (
    file: { readonly path: string; readonly sizeBytes: number },
    from: 'local' | 'database',
  ) => Promise<void>;
  readonly worker: BenchWorker;
  close(): Promise<void>;
}

export interface BenchWorker {
  /** The most memory that was resident, in bytes. */
  peakBytes(): number;
  /** Counts the peak from now on. */
  resetPeak(): void;
}

/** `endpoints`: regions that are reached elsewhere, by name. */
export async function openInstallation(endpoints: Readonly<Record<string, string>> = {}): Promise<Installation> {
  const directory = mkdtempSync(join(tmpdir(), 'redoubt-bench-'));
  const { sandbox } = await startSandbox({ directory, env: process.env, data: { demoBytes: 1_000_000 } });
  const status = await sandbox.status();
  const configPath = redirected(status.config, endpoints);
  const client = new Client({ connection: await Connection.connect({ address: status.temporal.address }) });
  const child = await startWorker(configPath).catch(async (error: unknown) => {
    await client.connection.close();
    await sandbox.remove();
    throw error;
  });
  const settings = configuredSettings(
    loadConfig({ path: configPath, cwd: directory, env: process.env }).config,
    process.env,
  );
  const planned = settings.planOf('sales');
  let copies = 0;
  return {
    database: settings.target('sales'),
    addDumpFile: (path) => linkSync(path, join(directory, 'oracle', 'dump-files', basename(path))),
    copy: async ({ path, sizeBytes }, from) => {
      copies += 1;
      const backupId = `20261123T0815${String(copies).padStart(2, '0')}Z-3f2a9c`;
      const { localPath: _none, ...exported } = planned.export;
      const plan: BackupPlan = {
        ...planned,
        backupId,
        startedAt: '2026-11-23T08:15:00.000Z',
        searchAttributes: [],
        export: from === 'local' ? { ...exported, localPath: dirname(path) } : exported,
      };
      const input: CopyFileInput = {
        plan,
        file: { fileNumber: 1, kind: 'dump', name: basename(path), sizeBytes },
        lane: { host: 'bench', taskQueue: 'redoubt@bench' },
        partsPerBatch: partsPerBatch(sizeBytes, partBytes),
        inFlight: 2,
        paused: false,
        tuning: copyTuning({
          pace: 'steady',
          configuredLevel: plan.copies.compressionLevel,
          bottleneck: null,
          leaveOut: [],
        }),
        backupBytes: sizeBytes,
      };
      await client.workflow.execute<typeof copyFile>('copyFile', {
        taskQueue: 'redoubt',
        workflowId: `bench-${copies}`,
        args: [input],
      });
    },
    worker: workerOf(child),
    close: async () => {
      settings.close();
      await endOf(child);
      await client.connection.close();
      await sandbox.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function redirected(configPath: string, endpoints: Readonly<Record<string, string>>): string {
  // Written by the sandbox.
  const config = parse(readFileSync(configPath, 'utf8')) as { regions: Record<string, { endpoint: string }> };
  for (const [name, region] of Object.entries(config.regions)) region.endpoint = endpoints[name] ?? region.endpoint;
  const path = join(dirname(configPath), 'bench.yaml');
  writeFileSync(path, stringify(config));
  return path;
}

async function startWorker(configPath: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [program, 'worker', '--host', 'bench', '--config', configPath], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await waitFor('the worker to be ready', () => {
    if (child.exitCode !== null) throw new Error(`the worker ended: ${output}`);
    return output.includes('is ready');
  });
  return child;
}

function workerOf({ pid }: ChildProcess): BenchWorker {
  return {
    peakBytes: () => {
      const [, kilobytes = 'NaN'] = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      return Number(kilobytes) * 1024;
    },
    resetPeak: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
  };
}

async function endOf(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once('close', resolve));
  child.kill('SIGTERM');
  await ended;
}

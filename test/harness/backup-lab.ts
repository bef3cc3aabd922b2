import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { parse, stringify } from 'yaml';
import type { BackupProgress } from '../../src/domain/backup-progress';
import { withSession } from '../../src/oracle/session';
import type { NewSandboxOptions } from '../../src/sandbox/new-sandbox-state';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { openRegion } from '../../src/vault/region/s3-region';
import { collectCli, type CliRun } from '../cli/collected-io';
import { startRegionProxy, type RegionProxy } from './region-proxy';
import { redoubt, type CommandResult } from './redoubt-command';
import { waitFor } from './wait-for';
import { startWorkerProcess, stateDirectoryOf, type WorkerProcess, type WorkerProcessOptions } from './worker-process';

export interface BackupLab {
  readonly sandbox: Sandbox;
  readonly client: Client;
  /** In front of every region; the worker knows only these. */
  readonly proxies: Readonly<Record<string, RegionProxy>>;
  readonly configPath: string;
  readonly identityFile: string;
  /** What workers keep on their host. */
  readonly stateDirectory: string;
  worker(host: string): Promise<WorkerProcess>;
  /** With another configuration than the lab's. */
  workerWith(host: string, configPath: string): Promise<WorkerProcess>;
  /** A worker that serves restores too. */
  restoringWorker(host: string): Promise<WorkerProcess>;
  /** Starts a backup of `sales` as somebody would who has nothing of ours. */
  start(request?: unknown): Promise<WorkflowHandle>;
  /** A configuration of its own beside the lab's. @returns its path */
  writeConfig(name: string, change: (config: LabConfig) => void): string;
  redoubt(...args: readonly string[]): Promise<CommandResult>;
  /** The same command line in the test's own process: a subprocess takes a second, and tells no more. */
  inProcess(...args: readonly string[]): Promise<CliRun>;
  readonly regionNames: readonly string[];
  /** Keys and sizes of all objects in a region, read from the region itself. */
  objectsIn(region: string): Promise<readonly string[]>;
  /** Names of what lies in the database's directory and in its job view. */
  leftInDatabase(): Promise<readonly string[]>;
  /** The Data Pump jobs of the backup's user. */
  jobs(): Promise<readonly { readonly name: string; readonly state: string }[]>;
  /** Restores a backup, compares its dump files with what the database's directory held, and its rows with the tables. */
  proveRestorable(backupId: string): Promise<void>;
  /** For the end of a test, however it ended: no fault is set, no backup runs, and the database's name is free. */
  quieten(): Promise<void>;
  close(): Promise<void>;
}

export interface LabOptions {
  readonly demoBytes?: number;
  readonly sandbox?: NewSandboxOptions;
  /** Changes the configuration before anybody reads it. */
  readonly configure?: (config: LabConfig) => void;
}

/** The parts of redoubt.yaml that tests change. */
export interface LabConfig {
  temporal: Record<string, unknown>;
  encryption: Record<string, unknown>;
  acceleration?: Record<string, unknown>;
  databases: Record<
    string,
    Record<string, unknown> & { export: Record<string, unknown>; copies: Record<string, unknown> }
  >;
  regions: Record<string, Record<string, unknown> & { endpoint: string }>;
}

/** A whole installation of a test's own: Temporal, three regions behind proxies, the Oracle stand-in; workers as asked for. */
export async function openBackupLab(options: LabOptions = {}): Promise<BackupLab> {
  const directory = mkdtempSync(join(tmpdir(), 'redoubt-lab-'));
  const { sandbox } = await startSandbox({
    directory,
    env: process.env,
    data: { demoBytes: options.demoBytes ?? 6_000_000 },
    ...options.sandbox,
  });
  const { config: sandboxConfig, identity, temporal } = await sandbox.status();
  const { configPath, proxies } = await proxiedConfig(sandboxConfig, directory, options.configure);
  const client = new Client({ connection: await Connection.connect({ address: temporal.address }) });
  const workers: WorkerProcess[] = [];
  const startWorker = async (options: WorkerProcessOptions): Promise<WorkerProcess> => {
    const worker = await startWorkerProcess(options);
    workers.push(worker);
    return worker;
  };

  const lab: BackupLab = {
    sandbox,
    client,
    proxies,
    configPath,
    identityFile: identity,
    stateDirectory: stateDirectoryOf(configPath),
    worker: (host) => startWorker({ host, configPath }),
    workerWith: (host, otherPath) => startWorker({ host, configPath: otherPath }),
    restoringWorker: (host) => startWorker({ host, configPath, identityFile: identity }),
    start: (request = { database: 'sales' }) =>
      client.workflow.start('backupDatabase', {
        taskQueue: 'redoubt',
        workflowId: `lab-${randomUUID()}`,
        args: [request],
      }),
    writeConfig: (name, change) => {
      // Written by proxiedConfig.
      const config = parse(readFileSync(configPath, 'utf8')) as LabConfig;
      change(config);
      const path = join(directory, `${name}.yaml`);
      writeFileSync(path, stringify(config));
      return path;
    },
    redoubt: (...args) => redoubt([...args, '--config', configPath], directory),
    inProcess: (...args) =>
      collectCli([...args, '--config', configPath], { env: { ...process.env, REDOUBT_SANDBOX_DIR: directory } }),
    regionNames: Object.keys(proxies),
    objectsIn: (region) => objectsIn(sandbox, region),
    leftInDatabase: () => leftInDatabase(lab),
    jobs: () => jobsOf(sandbox),
    proveRestorable: (backupId) => proveRestorable({ ...lab, redoubt: (...args) => lab.inProcess(...args) }, backupId),
    quieten: () => quieten(lab),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.kill()));
      await Promise.all(Object.values(proxies).map((proxy) => proxy.close()));
      await client.connection.close();
      await sandbox.remove();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  return lab;
}

async function proxiedConfig(sandboxConfig: string, directory: string, configure: LabOptions['configure']) {
  // The sandbox wrote it; the tests change what they name.
  const config = parse(readFileSync(sandboxConfig, 'utf8')) as LabConfig;
  const proxies: Record<string, RegionProxy> = {};
  for (const [name, region] of Object.entries(config.regions)) {
    const proxy = await startRegionProxy(region.endpoint);
    proxies[name] = proxy;
    region.endpoint = proxy.endpoint;
  }
  configure?.(config);
  const configPath = join(directory, 'lab.yaml');
  writeFileSync(configPath, stringify(config));
  return { configPath, proxies };
}

/** The directory behind the directory object that the backup's user writes to. */
const dumpDirectory = (directory: string): string => join(directory, 'oracle', 'dump-files');

async function quieten({ sandbox, client, proxies }: BackupLab): Promise<void> {
  await sandbox.oracle.clearFaults();
  for (const proxy of Object.values(proxies)) proxy.behaviour = {};
  for await (const run of client.workflow.list({ query: `ExecutionStatus = 'Running'` })) {
    if (run.type === 'backupDatabase')
      await client.workflow.getHandle(run.workflowId, run.runId).terminate('the test is over');
  }
  await waitFor('the keeper to end', async () => {
    const keeper = client.workflow.getHandle('redoubt/sales');
    return keeper.describe().then(
      ({ status }) => status.name !== 'RUNNING',
      () => true,
    );
  });
}

/** Dump files, logs, jobs and master tables: all that a run creates in a database. */
async function leftInDatabase({ sandbox }: BackupLab): Promise<readonly string[]> {
  const files = readdirSync(dumpDirectory(sandbox.directory));
  return [...files, ...(await jobsOf(sandbox)).map(({ name }) => name)];
}

async function jobsOf({ state }: Sandbox): Promise<readonly { readonly name: string; readonly state: string }[]> {
  const { oracle } = state;
  const target = {
    name: 'sales',
    connectString: `127.0.0.1:${oracle?.port ?? 0}/${oracle?.serviceName ?? ''}`,
    user: 'REDOUBT',
    password: oracle?.passwords['REDOUBT'] ?? '',
  };
  const rows = await withSession(target, {}, (session) =>
    session.query('SELECT JOB_NAME, STATE FROM USER_DATAPUMP_JOBS', {}, { doing: 'list jobs' }),
  );
  return rows.map((row) => ({ name: row['JOB_NAME'] ?? '', state: row['STATE'] ?? '' }));
}

async function objectsIn(sandbox: Sandbox, name: string): Promise<readonly string[]> {
  const state = sandbox.state.regions.find((candidate) => candidate.name === name);
  if (state === undefined) throw new RangeError(`no region ${name}`);
  const { accessKeyId, secretAccessKey, jurisdiction, bucket } = state;
  const region = openRegion({
    name,
    jurisdiction,
    bucket,
    region: state.region,
    prefix: '',
    pathStyle: true,
    endpoint: `http://127.0.0.1:${state.port}`,
    credentials: { accessKeyId, secretAccessKey },
  });
  try {
    const objects: string[] = [];
    for await (const { key, sizeBytes } of region.listObjects('')) objects.push(`${key} ${sizeBytes}`);
    return objects.sort();
  } finally {
    region.close();
  }
}

/** See `BackupLab.proveRestorable`: what it needs of an installation. */
export async function proveRestorable(
  lab: Pick<BackupLab, 'sandbox' | 'identityFile' | 'redoubt'>,
  backupId: string,
): Promise<void> {
  const { sandbox } = lab;
  const to = mkdtempSync(join(sandbox.directory, 'restored-'));
  const restore = ['restore', 'sales', '--backup', backupId, '--to', to, '--identity', lab.identityFile, '--json'];
  const restored = await lab.redoubt(...restore);
  if (restored.exitCode !== 0) throw new Error(`the restore failed: ${restored.stdout}${restored.stderr}`);

  // The stand-in notes what each dump file held before it was removed: a witness that is not Redoubt.
  const { files } = await sandbox.oracle.call('removed-files', {});
  const stem = backupId.toLowerCase().replace('-', '_');
  const held = new Map(files.filter(({ name }) => name.includes(stem)).map(({ name, sha256 }) => [name, sha256]));
  const dumps = readdirSync(to).filter((name) => name.endsWith('.dmp'));
  expect(dumps.length).toBeGreaterThan(0);
  for (const name of dumps) {
    const sha256 = createHash('sha256')
      .update(readFileSync(join(to, name)))
      .digest('hex');
    expect([name, sha256]).toEqual([name, held.get(name)]);
  }

  const compared = await lab.redoubt('sandbox', 'compare', 'sales', '--from', to, '--json');
  expect([compared.exitCode, compared.stderr, JSON.parse(compared.stdout)]).toEqual([
    0,
    '',
    expect.objectContaining({ equal: true }),
  ]);
  rmSync(to, { recursive: true });
}

export const progressOf = (handle: WorkflowHandle): Promise<BackupProgress> => handle.query<BackupProgress>('progress');

export const inPhase = (handle: WorkflowHandle, phase: string, timeoutMs = 60_000): Promise<true> =>
  waitFor(`phase ${phase}`, async () => (await progressOf(handle)).phase === phase || undefined, timeoutMs).then(
    () => true,
  );

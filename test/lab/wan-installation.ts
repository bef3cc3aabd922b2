import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { parse, stringify } from 'yaml';
import type { LabConfig } from '../harness/backup-lab';
import { startWorkerProcess, type WorkerProcess } from '../harness/worker-process';
import type { NewSandboxOptions } from '../../src/sandbox/new-sandbox-state';
import type { Sandbox } from '../../src/sandbox/sandbox';
import { startSandbox } from '../../src/sandbox/start-sandbox';
import { Gateway } from '../vault/versitygw';
import { enterNamespace } from './forwarder/system-calls';
import { openWanLab, type WanLab } from './wan-lab';
import type { LinkSettings } from './wan-link';

export interface WanInstallation {
  readonly lab: WanLab;
  readonly sandbox: Sandbox;
  readonly client: Client;
  readonly identityFile: string;
  /** At the far end of the link of its name. */
  readonly regions: Readonly<Record<string, Gateway>>;
  readonly regionNames: readonly string[];
  /** A configuration of its own, by name. @returns its path */
  writeConfig(name: string, change?: (config: LabConfig) => void): string;
  /** The built command line's worker, at the near end; it serves restores too. */
  worker(host: string, configPath: string): Promise<WorkerProcess>;
  close(): Promise<void>;
}

export interface WanInstallationOptions {
  /** By region. */
  readonly links: Readonly<Record<string, LinkSettings>>;
  readonly data: NonNullable<NewSandboxOptions['data']>;
  /** Where all files lie; the system's temporary directory without it. */
  readonly directory?: string | undefined;
}

/**
 * An installation whose regions lie behind links. Temporal, the Oracle stand-in and the worker share the near end's
 * loopback, so that nothing but the regions' traffic goes over a link. This process is in the near end's namespace too until
 * it is closed: what it connects to and starts is there.
 */
export async function openWanInstallation({
  links,
  data,
  directory: parent = tmpdir(),
}: WanInstallationOptions): Promise<WanInstallation> {
  const directory = mkdtempSync(join(parent, 'redoubt-wan-'));
  const lab = await openWanLab({ links });
  const leave = enterNamespace(lab.near.name);
  const undo: (() => Promise<unknown> | void)[] = [
    () => rmSync(directory, { recursive: true, force: true }),
    () => lab.close(),
    leave,
  ];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    const regions = await startRegions(lab, parent, undo);
    const { sandbox } = await startSandbox({ directory, env: process.env, data, parts: ['temporal', 'oracle'] });
    undo.push(() => sandbox.stopAll());
    const { config, identity, temporal } = await sandbox.status();
    const connection = await Connection.connect({ address: temporal.address });
    undo.push(() => connection.close());
    return {
      lab,
      sandbox,
      regions,
      client: new Client({ connection }),
      identityFile: identity,
      regionNames: Object.keys(links),
      writeConfig: (name, change) => {
        const path = join(directory, `${name}.yaml`);
        writeFileSync(path, stringify(configWithRegions(config, directory, regions, change)));
        return path;
      },
      worker: async (host, configPath) => {
        const worker = await startWorkerProcess({ host, configPath, identityFile: identity });
        undo.push(() => worker.kill());
        return worker;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startRegions(
  { links }: WanLab,
  directory: string,
  undo: (() => Promise<unknown> | void)[],
): Promise<Readonly<Record<string, Gateway>>> {
  const regions: Record<string, Gateway> = {};
  for (const [name, { far, farAddress }] of Object.entries(links)) {
    const gateway = await Gateway.start(name, {
      address: farAddress.ipv4,
      directory,
      command: (file, args) => far.command(file, args),
    });
    undo.push(() => gateway.remove());
    regions[name] = gateway;
  }
  return regions;
}

function configWithRegions(
  sandboxConfig: string,
  directory: string,
  regions: Readonly<Record<string, Gateway>>,
  change: (config: LabConfig) => void = () => {},
): LabConfig {
  // The sandbox wrote it.
  const config = parse(readFileSync(sandboxConfig, 'utf8')) as LabConfig;
  const names = Object.keys(regions);
  for (const [name, gateway] of Object.entries(regions)) {
    const { endpoint = '', region, bucket, prefix, credentials } = gateway.settings();
    const secret = (what: string, value = ''): { readonly file: string } => {
      const file = join(directory, 'secrets', `${name}-${what}`);
      writeFileSync(file, `${value}\n`, { mode: 0o600 });
      return { file };
    };
    config.regions[name] = {
      endpoint,
      region,
      bucket,
      prefix,
      jurisdiction: 'EU',
      pathStyle: true,
      accessKeyId: secret('access-key-id', credentials?.accessKeyId),
      secretAccessKey: secret('secret-access-key', credentials?.secretAccessKey),
    };
  }
  const { sales } = config.databases;
  if (sales === undefined) throw new Error('the sandbox has no database sales');
  sales['jurisdictions'] = ['EU'];
  sales.copies = { regions: names, minCopies: names.length };
  change(config);
  return config;
}

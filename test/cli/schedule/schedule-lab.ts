import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { exampleConfig } from '../../config/example-config';
import { collectCli, type CliRun } from '../collected-io';
import { startDevServer, type DevServer } from '../dev-server';

export interface ScheduleLab {
  readonly address: string;
  readonly client: Client;
  /** Any command line, a word an argument. */
  run(...argv: readonly string[]): Promise<CliRun>;
  /** A command line of `redoubt schedule`. */
  redoubt(...argv: readonly string[]): Promise<CliRun>;
  /** The JSON value that the command prints. */
  json(...argv: readonly string[]): Promise<unknown>;
  /** Writes a configuration with these lines under `schedules:`. */
  configure(file: string, schedules: string, change?: (config: string) => string): void;
  /** Of a configuration. */
  path(file: string): string;
  readonly server: DevServer;
  stop(): Promise<void>;
}

/** Temporal's dev server and a configuration of the databases sales, broken and held. */
export async function startScheduleLab(): Promise<ScheduleLab> {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-schedules-'));
  const server = await startDevServer(folder);
  const connection = await Connection.connect({ address: server.address });
  const sales = exampleConfig.slice(exampleConfig.indexOf('  sales:'), exampleConfig.indexOf('regions:\n'));
  const config = exampleConfig
    .replace('localhost:7233', server.address)
    .replace('regions:\n', `${sales.replace('sales:', 'broken:')}${sales.replace('sales:', 'held:')}regions:\n`);
  writeFileSync(join(folder, 'redoubt.yaml'), config);
  const run = (...argv: readonly string[]): Promise<CliRun> => collectCli(argv, { cwd: folder });
  const redoubt = (...argv: readonly string[]): Promise<CliRun> => run('schedule', ...argv);
  return {
    server,
    address: server.address,
    client: new Client({ connection }),
    run,
    redoubt,
    json: async (...argv) => JSON.parse((await redoubt(...argv, '--json')).stdout) as unknown,
    configure: (file, schedules, change = (text) => text) =>
      writeFileSync(join(folder, file), change(`${config}schedules:\n${schedules}`)),
    path: (file) => join(folder, file),
    stop: async () => {
      await connection.close();
      await server.kill();
      rmSync(folder, { recursive: true });
    },
  };
}

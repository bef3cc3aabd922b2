import { randomUUID } from 'node:crypto';
import { WorkflowFailedError } from '@temporalio/client';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { BackupError, RedoubtPlugin } from '../../src';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { freePort, scrape, valueOf } from '../harness/scrape';
import * as activities from './host-application/activities';
import type { NightlyClose } from './host-application/workflows';

const taskQueue = 'bookkeeping';
const logger = new DefaultLogger('ERROR');

let lab: BackupLab;
let metricsAddress: string;
beforeAll(async () => {
  metricsAddress = `127.0.0.1:${await freePort()}`;
  const prometheus = { bindAddress: metricsAddress, countersTotalSuffix: true };
  Runtime.install({ logger, telemetryOptions: { metrics: { prometheus } } });
  lab = await openBackupLab({ demoBytes: 2_000_000 });
});
afterAll(() => lab.close());

/** Closing it proves that every worker on it has stopped: Temporal's SDK refuses otherwise. */
async function withConnection<T>(
  plugins: readonly RedoubtPlugin[],
  use: (connection: NativeConnection) => Promise<T>,
): Promise<T> {
  const { address } = (await lab.sandbox.status()).temporal;
  const connection = await NativeConnection.connect({ address, plugins: [...plugins] });
  try {
    return await use(connection);
  } finally {
    await connection.close();
  }
}

const plugin = (): RedoubtPlugin => new RedoubtPlugin({ configPath: lab.configPath, host: 'bookkeeper' });
const workflows = (name: string): string => require.resolve(`./host-application/${name}`);

/** The application's workflow, with a backup inside. */
const closeTheDay = async (): Promise<NightlyClose> =>
  (await lab.client.workflow.execute('nightlyClose', {
    taskQueue,
    workflowId: `close-${randomUUID()}`,
    args: ['2026-11-23', 'sales'],
  })) as NightlyClose;

async function expectSealed({ books, backup }: NightlyClose): Promise<void> {
  expect(books).toBe('the books of 2026-11-23 are closed');
  expect(backup).toMatchObject({ outcome: 'sealed', database: 'sales', leftBehind: [] });
  expect(backup.copies.map(({ state }) => state)).toEqual(['whole', 'whole', 'whole']);
  await lab.proveRestorable(backup.backupId);
}

describe('an application’s worker with the plugin', () => {
  let scraped: Awaited<ReturnType<typeof scrape>> | undefined;

  it('runs backups as children of its workflows beside its prebuilt bundle, and both drain with it', async () => {
    const workflowBundle = await bundleWorkflowCode({ workflowsPath: workflows('workflows'), logger });
    const closed = await withConnection([], async (connection) => {
      const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities, plugins: [plugin()] });
      return worker.runUntil(async () => {
        const day = await closeTheDay();
        // While there is a worker: the Runtime, and its endpoint, go with the last one.
        scraped = await scrape(metricsAddress);
        return day;
      });
    });
    await expectSealed(closed);
  });

  it('has Redoubt’s metrics where its own go, as its Runtime names counters', () => {
    if (scraped === undefined) throw new Error('the backup before did not run');
    const { text, series } = scraped;
    expect(valueOf(series, 'redoubt_backups_total', { database: 'sales', outcome: 'sealed' })).toBe(1);
    expect(text).toContain('temporal_workflow_completed_total');
    expect(text).not.toContain('_total_total');
  });

  it('runs them beside a worker that bundles its workflows by itself, on a connection that has the plugin', async () => {
    const closed = await withConnection([plugin()], async (connection) => {
      const workflowsPath = workflows('workflows');
      const worker = await Worker.create({ connection, taskQueue, workflowsPath, activities });
      return worker.runUntil(closeTheDay);
    });
    await expectSealed(closed);
  });

  it.each([
    ['a file that is not there', (): string => '/nowhere/redoubt.yaml', 'CONFIG_NOT_FOUND', '/nowhere/redoubt.yaml'],
    [
      'a wrong field',
      (): string =>
        lab.writeConfig('wrong', ({ databases }) => {
          for (const database of Object.values(databases)) database.copies['minCopies'] = 0;
        }),
      'CONFIG_INVALID',
      'databases.sales.copies.minCopies',
    ],
  ])('is refused at its start for %s', async (_, configPath, code, named) => {
    const options = { taskQueue, workflowsPath: workflows('workflows'), activities };
    const plugins = [new RedoubtPlugin({ configPath: configPath() })];
    const error = await withConnection([], (connection) =>
      Worker.create({ ...options, connection, plugins }).catch((reason: unknown) => reason),
    );
    expect(error).toBeInstanceOf(BackupError);
    expect(error).toMatchObject({ code, message: expect.stringContaining(named) as string });
  });
});

it('an application can have Redoubt’s workflows in its own bundle', async () => {
  const workflowBundle = await bundleWorkflowCode({ workflowsPath: workflows('workflows-with-backups'), logger });
  const failure = await withConnection([], async (connection) => {
    const worker = await Worker.create({ connection, taskQueue, workflowBundle, activities });
    const order = { taskQueue, workflowId: 'own-bundle', args: [{ databse: 'sales' }] };
    return worker.runUntil(() =>
      lab.client.workflow.execute('backupDatabase', order).catch((reason: unknown) => reason),
    );
  });
  if (!(failure instanceof WorkflowFailedError)) throw new Error('the run did not fail');
  expect(failure.cause).toMatchObject({ type: 'INVALID_REQUEST' });
});

import { NativeConnection, Worker } from '@temporalio/worker';
import { RedoubtPlugin } from 'redoubt-backup';
import * as activities from './activities';

/**
 * One process that migrates and, by the plugin, backs up. Without the plugin it migrates only, and the backups are the
 * work of `redoubt worker` on other hosts.
 */
async function main(): Promise<void> {
  const connection = await NativeConnection.connect({ address: 'localhost:7233' });
  const worker = await Worker.create({
    connection,
    taskQueue: 'migrations',
    workflowsPath: require.resolve('./workflows'),
    activities,
    plugins: [new RedoubtPlugin({ configPath: '/etc/redoubt/redoubt.yaml' })],
  });
  await worker.run();
}

if (require.main === module) void main();

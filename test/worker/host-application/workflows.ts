import { executeChild, proxyActivities } from '@temporalio/workflow';
import type { BackupResult } from '../../../src';
import type * as activities from './activities';

const { closeBooks } = proxyActivities<typeof activities>({ startToCloseTimeout: '10s' });

export interface NightlyClose {
  readonly books: string;
  readonly backup: BackupResult;
}

/** A workflow of the application's own, with a backup as one of its steps. */
export async function nightlyClose(day: string, database: string): Promise<NightlyClose> {
  const books = await closeBooks(day);
  const backup = await executeChild<(request: { database: string }) => Promise<BackupResult>>('backupDatabase', {
    taskQueue: 'redoubt',
    args: [{ database }],
  });
  return { books, backup };
}

import path from 'node:path';
import { z } from 'zod';
import { formatBytes } from '../../domain/quantities';
import { BackupError } from '../../errors';
import type { Sandbox } from '../sandbox';
import { checkRestoredBytes } from './check-bytes';
import { runRedoubt, type CommandLine } from './redoubt-process';

export const regionThatFails = 'london';

export interface Restored {
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
}

export const restoredFolder = (sandboxFolder: string, backupId: string): string =>
  path.join(sandboxFolder, 'restored', backupId);

/**
 * Takes a region down, restores the backup from the others and compares every byte and every row.
 * @throws BackupError COMPARE_DIFFERS when one is not as it was
 */
export async function loseAndRestore(sandbox: Sandbox, backupId: string, line: CommandLine): Promise<Restored> {
  await runRedoubt(['sandbox', 'stop', regionThatFails], line);
  line.say(`${regionThatFails} is gone: its server is down`);
  const folder = restoredFolder(sandbox.directory, backupId);
  const { identity } = await sandbox.status();
  await runRedoubt(['restore', 'sales', '--backup', backupId, '--to', folder, '--identity', identity], line);
  const { files } = await sandbox.oracle.call('removed-files', {});
  const bytes = await checkRestoredBytes(folder, files);
  line.say(`every byte is as the database wrote it: ${formatBytes(bytes)} of dump files, by their SHA-256`);
  return { bytes, ...(await compareRows(folder, line)) };
}

const comparisonSchema = z.object({
  equal: z.boolean(),
  scn: z.string(),
  tables: z.array(z.object({ table: z.string(), rows: z.number() })),
});

async function compareRows(folder: string, line: CommandLine): Promise<{ tables: number; rows: number }> {
  const { equal, scn, tables } = comparisonSchema.parse(
    await runRedoubt(['sandbox', 'compare', 'sales', '--from', folder], line),
  );
  if (!equal) throw new BackupError('COMPARE_DIFFERS', 'the restored rows are not those of the database');
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  line.say(`every row is as the database held it at SCN ${scn}: ${tables.length} tables, ${rows} rows`);
  return { tables: tables.length, rows };
}

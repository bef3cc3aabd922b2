import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Environment } from '../../config/config-file';
import { BackupError } from '../../errors';
import { accelerationReportSchema } from '../../domain/acceleration';
import { monitorFindingsSchema } from '../../domain/bottleneck';
import { describeAcceleration } from '../../domain/describe-acceleration';
import { describeFindings } from '../../domain/describe-monitor';
import { formatBytes } from '../../domain/quantities';
import { Sandbox } from '../sandbox';
import { stopSandbox } from '../stop-sandbox';
import { checkRestoredBytes } from './check-bytes';
import { startDemoWorker } from './demo-worker';
import { runRedoubt, type CommandLine } from './redoubt-process';

export interface DemoOptions {
  /** The demo's own sandbox: one that runs elsewhere is not disturbed. */
  readonly directory: string;
  readonly env: Environment;
  readonly demoBytes: number;
  /** Leaves the sandbox running. */
  readonly keep: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

export interface DemoResult {
  readonly backupId: string;
  readonly bytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly seconds: number;
}

const regionThatFails = 'london';

/**
 * The whole story once, on a sandbox of its own: back up, lose a region, restore from the others, compare.
 * Whatever happens, everything that it started is stopped again.
 * @throws BackupError COMPARE_DIFFERS when a byte or a row is not as it was, or what the step at fault gave
 */
export async function runDemo(options: DemoOptions): Promise<DemoResult> {
  const { directory, env, keep, say, signal } = options;
  const line: CommandLine = { say, signal, env: { REDOUBT_SANDBOX_DIR: directory } };
  if (await stopSandbox(directory, env, true)) say('stopped the sandbox that an earlier demo left running');
  let completed = false;
  try {
    const result = await tellStory(options, line);
    completed = true;
    await sayWhereToLook(options, result);
    return result;
  } finally {
    if (!keep || !completed) {
      say('\nstopping everything that was started');
      await stopSandbox(directory, env, true);
    }
  }
}

async function tellStory(options: DemoOptions, line: CommandLine): Promise<DemoResult> {
  const { directory, env, demoBytes, say } = options;
  const startedAt = performance.now();
  await runRedoubt(['sandbox', 'up', '--demo-bytes', String(demoBytes)], line);
  const sandbox = new Sandbox(directory, env);
  mkdirSync(sandbox.logDirectory, { recursive: true });
  const stopWorker = await startDemoWorker(line, sandbox.logFile('worker'));
  try {
    const backup = await backUp(line);
    await drawReport(backup.backupId, options, line);
    await runRedoubt(['sandbox', 'stop', regionThatFails], line);
    say(`${regionThatFails} is gone: its server is down`);
    const folder = restoredFolder(directory);
    const { identity } = await sandbox.status();
    await runRedoubt(['restore', 'sales', '--backup', backup.backupId, '--to', folder, '--identity', identity], line);
    const { files } = await sandbox.oracle.call('removed-files', {});
    const bytes = await checkRestoredBytes(folder, files);
    say(`every byte is as the database wrote it: ${formatBytes(bytes)} of dump files, by their SHA-256`);
    const compared = await compareRows(folder, line);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return { backupId: backup.backupId, bytes, ...compared, seconds };
  } finally {
    await stopWorker();
  }
}

const backupSchema = z.object({
  backupId: z.string(),
  outcome: z.string(),
  bytes: z.number(),
  copies: z.array(z.looseObject({})),
  monitor: monitorFindingsSchema.nullable(),
  acceleration: accelerationReportSchema.nullable(),
});

async function backUp(line: CommandLine): Promise<z.infer<typeof backupSchema>> {
  const backup = backupSchema.parse(await runRedoubt(['backup', 'start', 'sales', '--wait'], line));
  if (backup.outcome !== 'sealed') {
    throw new BackupError('SANDBOX_FAILED', `the backup ended ${backup.outcome}, not sealed`);
  }
  line.say(`sealed: ${formatBytes(backup.bytes)} of dump files, in ${backup.copies.length} regions`);
  const seen = [
    ...(backup.monitor === null ? [] : describeFindings(backup.monitor)),
    ...(backup.acceleration === null ? [] : describeAcceleration(backup.acceleration)),
  ];
  for (const each of seen) line.say(each);
  if (seen.length > 0)
    line.say('(The database is a stand-in, and everything shares this machine: it says nothing of yours.)');
  return backup;
}

/** The figures of the run, as a page. */
async function drawReport(backupId: string, { directory, say }: DemoOptions, line: CommandLine): Promise<void> {
  const file = path.join(directory, 'report.html');
  await runRedoubt(['backup', 'report', backupId, '--output', file], line);
  say(`what the monitor saw, drawn: ${file}`);
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

const restoredFolder = (directory: string): string => path.join(directory, 'restored');

async function sayWhereToLook({ directory, env, keep, say }: DemoOptions, result: DemoResult): Promise<void> {
  say(`\nThe demo held: backed up, lost ${regionThatFails}, restored and compared in ${result.seconds} s.`);
  if (!keep) return say('Run it with `-- --keep` to look around afterwards.');
  const { temporal, regions } = await new Sandbox(directory, env).status();
  say(
    [
      'It is left running. Look at',
      `  the run       ${temporal.ui}`,
      ...regions.map(({ name }) => `  ${name.padEnd(12)}  ${path.join(directory, name, 'objects')}`),
      `  the restore   ${restoredFolder(directory)}`,
      'For commands on it:',
      `  export REDOUBT_SANDBOX_DIR='${directory}'`,
      '  npx redoubt sandbox up        starts london again',
      '  npx redoubt worker            in another terminal, for more backups',
      '  npx redoubt sandbox down      stops it and removes all of it',
    ].join('\n'),
  );
}

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Environment } from '../../config/config-file';
import { Sandbox } from '../sandbox';
import { stopSandbox } from '../stop-sandbox';
import { backUp } from './demo-backup';
import { startDemoWorker } from './demo-worker';
import { loseAndRestore, regionThatFails, restoredFolder, type Restored } from './lose-and-restore';
import { runRedoubt, type CommandLine } from './redoubt-process';
import { playSecondAct, type SecondAct } from './second-act';
import { regionBandwidth, throttle } from './throttles';

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

export interface DemoResult extends Restored {
  readonly backupId: string;
  readonly secondAct: SecondAct;
  readonly seconds: number;
}

/**
 * The whole story once, on a sandbox of its own: back up, lose a region, restore from the others, compare; then the same
 * by a deadline that the steady pace would miss. Whatever happens, everything that it started is stopped again.
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
  say('=== First act: back up, lose a region, restore from the others, compare');
  await runRedoubt(['sandbox', 'up', '--demo-bytes', String(demoBytes), '--bandwidth', regionBandwidth], line);
  const sandbox = new Sandbox(directory, env);
  await throttle(demoBytes, line);
  mkdirSync(sandbox.logDirectory, { recursive: true });
  const stopWorker = await startDemoWorker(line, { host: 'demo', logFile: sandbox.logFile('worker') });
  try {
    const backup = await backUp(line);
    await drawReport(backup.backupId, options, line);
    const restored = await loseAndRestore(sandbox, backup.backupId, line);
    const secondAct = await playSecondAct(sandbox, backup, line);
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    return { backupId: backup.backupId, ...restored, secondAct, seconds };
  } finally {
    await stopWorker();
  }
}

/** The figures of the run, as a page. */
async function drawReport(backupId: string, { directory, say }: DemoOptions, line: CommandLine): Promise<void> {
  const file = path.join(directory, 'report.html');
  await runRedoubt(['backup', 'report', backupId, '--output', file], line);
  say(`what the monitor saw, drawn: ${file}`);
}

async function sayWhereToLook({ directory, env, keep, say }: DemoOptions, result: DemoResult): Promise<void> {
  const { steadySeconds, deadlineSeconds, tookSeconds } = result.secondAct;
  say(
    [
      `\nThe demo held: backed up, lost ${regionThatFails}, restored and compared, twice, in ${result.seconds} s.`,
      `The deadline of ${deadlineSeconds} s was met in ${tookSeconds} s; the steady pace had taken ${steadySeconds} s.`,
    ].join('\n'),
  );
  if (!keep) return say('Run it with `-- --keep` to look around afterwards.');
  const { temporal, regions } = await new Sandbox(directory, env).status();
  say(
    [
      'It is left running. Look at',
      `  the run       ${temporal.ui}`,
      ...regions.map(({ name }) => `  ${name.padEnd(12)}  ${path.join(directory, name, 'objects')}`),
      `  the restores  ${path.dirname(restoredFolder(directory, result.backupId))}`,
      'For commands on it:',
      `  export REDOUBT_SANDBOX_DIR='${directory}'`,
      '  npx redoubt sandbox up        starts london again',
      '  npx redoubt worker            in another terminal, for more backups',
      '  npx redoubt sandbox fault clear    takes the throttles off the database',
      '  npx redoubt sandbox down      stops it and removes all of it',
    ].join('\n'),
  );
}

import { closeSync, openSync, readFileSync } from 'node:fs';
import { BackupError } from '../../errors';
import { identifyProcess } from '../processes/process-identity';
import { stopProcess } from '../processes/stop-process';
import { waitUntil } from '../wait-until';
import { startRedoubt, type CommandLine } from './redoubt-process';

const readyWithinMs = 60_000;

/**
 * Starts `redoubt worker`, and waits until it is ready.
 * @returns what stops it. @throws BackupError SANDBOX_FAILED with what it printed
 */
export async function startDemoWorker(
  line: CommandLine,
  { host, logFile }: { readonly host: string; readonly logFile: string },
): Promise<() => Promise<void>> {
  line.say(`\n$ redoubt worker --host ${host}   (log: ${logFile})`);
  const log = openSync(logFile, 'w', 0o600);
  const child = startRedoubt(['worker', '--host', host], line.env, ['ignore', log, log]);
  closeSync(log);
  const identity = identifyProcess(child.pid ?? -1);
  const stop = async (): Promise<void> => {
    // It drains first: what it has in hand is a part or two.
    if (identity !== undefined) await stopProcess(identity, 20_000);
  };
  const hasEnded = (): boolean => child.exitCode !== null || child.signalCode !== null;
  const isReady = (): boolean => /is ready/.test(readFileSync(logFile, 'utf8'));
  await waitUntil(() => isReady() || hasEnded() || line.signal.aborted, { timeoutMs: readyWithinMs, everyMs: 100 });
  if (isReady() && !hasEnded()) return stop;
  await stop();
  line.signal.throwIfAborted();
  throw new BackupError('SANDBOX_FAILED', `the worker was not ready:\n${readFileSync(logFile, 'utf8')}`);
}

import { readFileSync } from 'node:fs';
import { BackupError } from '../../errors';
import { isAlive, type ProcessIdentity } from '../processes/process-identity';
import { startProcess } from '../processes/start-process';
import { stopProcess } from '../processes/stop-process';
import { waitUntil } from '../wait-until';
import type { Part } from './part';

/**
 * Starts a part and waits until it answers.
 * @param started told at once, before it is ready: whoever stops the sandbox then must know it.
 * @throws BackupError SANDBOX_FAILED with the end of its log; nothing of it runs then.
 */
export async function startPart(
  part: Part,
  logFile: string,
  started: (identity: ProcessIdentity) => void,
): Promise<ProcessIdentity> {
  const identity = await startProcess({ ...(await part.command()), logFile });
  started(identity);
  if (await awaitReady(part, identity)) return identity;
  const ended = !isAlive(identity);
  await stopProcess(identity);
  const what = ended ? 'ended at its start' : `was not ready within ${part.readyWithinMs / 1000} s`;
  throw new BackupError('SANDBOX_FAILED', `${part.name} ${what}; its log is ${logFile}\n${lastLines(logFile)}`);
}

/** Waits until it answers; false when it ended, or took too long. */
export async function awaitReady(part: Part, identity: ProcessIdentity): Promise<boolean> {
  let ready = false;
  await waitUntil(
    async () => {
      if (!isAlive(identity)) return true;
      ready = await part.isReady();
      return ready;
    },
    { timeoutMs: part.readyWithinMs },
  );
  return ready;
}

function lastLines(logFile: string, lines = 10): string {
  try {
    return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch (error) {
    return `(it cannot be read: ${(error as Error).message})`;
  }
}

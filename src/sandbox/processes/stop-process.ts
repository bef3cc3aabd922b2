import { waitUntil } from '../wait-until';
import { isAlive, type ProcessIdentity } from './process-identity';

/**
 * Ends exactly this process: SIGTERM, and SIGKILL if it has not gone within `graceMs`. Whoever has the pid by now
 * otherwise is left alone.
 */
export async function stopProcess(identity: ProcessIdentity, graceMs = 8000): Promise<void> {
  if (!sendSignal(identity, 'SIGTERM')) return;
  if (await waitUntil(() => !isAlive(identity), { timeoutMs: graceMs })) return;
  await killProcess(identity);
}

/** SIGKILL, as a power cut would do it; returns when the process has gone. */
export async function killProcess(identity: ProcessIdentity): Promise<void> {
  if (sendSignal(identity, 'SIGKILL')) await waitUntil(() => !isAlive(identity), { timeoutMs: 5000 });
}

function sendSignal(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, signal);
    return true;
  } catch (error) {
    // It went between the look and the signal.
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}

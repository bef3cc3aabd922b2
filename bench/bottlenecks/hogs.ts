import { execFileSync, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/**
 * Pins a process to the host's last core and keeps that core busy with so many others. What else belongs to the lab has
 * the other cores to itself. @returns ends them, and lets the process run anywhere
 */
export function hogCoreOf(pid: number, hogs: number): () => void {
  const cores = availableParallelism();
  const core = String(cores - 1);
  const pin = (id: number, to: string): unknown => execFileSync('taskset', ['-a', '-c', '-p', to, String(id)]);
  pin(pid, core);
  const busy = Array.from({ length: hogs }, () =>
    // It ends with its parent too: a killed benchmark leaves no busy core behind.
    spawn('taskset', ['-c', core, process.execPath, '-e', hog, String(process.pid)], { stdio: 'ignore' }),
  );
  return () => {
    for (const child of busy) child.kill('SIGKILL');
    pin(pid, `0-${cores - 1}`);
  };
}

const hog = `
const parent = Number(process.argv[1]);
for (;;) {
  const end = performance.now() + 500;
  while (performance.now() < end);
  try { process.kill(parent, 0); } catch { process.exit(); }
}`;

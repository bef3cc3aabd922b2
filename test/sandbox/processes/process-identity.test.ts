import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { identifyProcess, isAlive } from '../../../src/sandbox/processes/process-identity';
import { stopProcess } from '../../../src/sandbox/processes/stop-process';

function startSleeper(script = 'process.stdout.write("up"); setInterval(() => {}, 1000)') {
  return spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'ignore'] });
}

test('a process is known again by its pid and its start', () => {
  const self = identifyProcess(process.pid);
  expect(self?.pid).toBe(process.pid);
  expect(self).toEqual(identifyProcess(process.pid));
});

test('another process under the same pid is left alone', async () => {
  const child = startSleeper();
  await once(child, 'spawn');
  const identity = identifyProcess(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child is not there');
  await stopProcess({ ...identity, startedAt: 'earlier' });
  expect(isAlive(identity)).toBe(true);
  await stopProcess(identity);
  expect(isAlive(identity)).toBe(false);
});

test('who does not heed SIGTERM is killed', async () => {
  const child = startSleeper(
    'process.on("SIGTERM", () => {}); process.stdout.write("up"); setInterval(() => {}, 1000)',
  );
  await once(child.stdout, 'data');
  const identity = identifyProcess(child.pid ?? 0);
  if (identity === undefined) throw new Error('the child is not there');
  await stopProcess(identity, 200);
  expect(isAlive(identity)).toBe(false);
});

test('a process that has ended is nobody, and stopping it is no error', async () => {
  const child = startSleeper('');
  const identity = { pid: child.pid ?? 0, startedAt: identifyProcess(child.pid ?? 0)?.startedAt ?? '' };
  await once(child, 'exit');
  expect(identifyProcess(identity.pid)).toBeUndefined();
  await stopProcess(identity);
});

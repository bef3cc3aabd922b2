import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { program, redoubt } from '../harness/redoubt-command';

// The built command, as a shell runs it.

test('a slip ends the process with exit code 2, and errors go to stderr', async () => {
  const { exitCode, stdout, stderr } = await redoubt(['bakcup'], '/no/such');
  expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
  expect(stderr).toMatch(/^error USAGE: unknown command 'bakcup'/);
});

test('--version ends with exit code 0', async () => {
  expect(await redoubt(['--version'], '/no/such')).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^\d/) });
});

test('a reader that has seen enough is no error', async () => {
  const child = spawn(process.execPath, [program, '--help'], { stdio: ['ignore', 'pipe', 'pipe'] });
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const [exitCode] = await once(child, 'close');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
});

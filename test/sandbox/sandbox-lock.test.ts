import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { withSandboxLock } from '../../src/sandbox/sandbox-lock';
import { temporaryDirectory } from './temporary-directory';

const directory = temporaryDirectory('lock');

test('one works at a time', async () => {
  const order: string[] = [];
  const work = (name: string) => async (): Promise<void> => {
    order.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    order.push(`${name} ends`);
  };
  await Promise.all([withSandboxLock(directory, work('a')), withSandboxLock(directory, work('b'))]);
  expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
});

test('the lock of a process that has gone is taken over', async () => {
  writeFileSync(path.join(directory, 'lock'), JSON.stringify({ pid: process.pid, startedAt: 'an earlier boot' }));
  await expect(withSandboxLock(directory, async () => 'done')).resolves.toBe('done');
});

test('a lock that is held too long is an error that names its owner', async () => {
  await withSandboxLock(directory, async () => {
    await expect(withSandboxLock(directory, async () => 'never', 10)).rejects.toMatchObject({
      code: 'SANDBOX_FAILED',
      message: expect.stringContaining(`process ${process.pid}`),
    });
  });
});

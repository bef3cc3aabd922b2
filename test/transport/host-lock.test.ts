import { withHostLock } from '../../src/transport/host-lock';

const onLinux = process.platform === 'linux' ? describe : describe.skip;
const scope = `test-${process.pid}`;

onLinux('the host’s lock (needs Linux: a socket with an abstract name)', () => {
  test('lets one work at a time', async () => {
    const order: string[] = [];
    const work = (name: string) => async (): Promise<void> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
    };
    await Promise.all([withHostLock(scope, work('a')), withHostLock(scope, work('b'))]);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('is free again after work that fails', async () => {
    await expect(withHostLock(scope, () => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await expect(withHostLock(scope, async () => 'done')).resolves.toBe('done');
  });

  test('that is held too long is an error, and no wait without end', async () => {
    await withHostLock(scope, async () => {
      await expect(withHostLock(scope, async () => 'never', 10)).rejects.toThrow('another process');
    });
  });

  test('of another scope is another lock', async () => {
    await withHostLock(scope, () => withHostLock(`${scope}-other`, async () => undefined));
  });
});

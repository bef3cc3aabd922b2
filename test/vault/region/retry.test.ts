import { BackupError } from '../../../src/errors';
import { withRetries } from '../../../src/vault/region/retry';

const limits = { attempts: 4, withinMs: 1000, firstDelayMs: 2, maxDelayMs: 5 };
const down = new BackupError('REGION_UNAVAILABLE', 'down');

/** Fails so many times, then answers how often it was called. */
function failing(times: number, error: Error): () => Promise<number> {
  let calls = 0;
  return () => {
    calls += 1;
    return calls <= times ? Promise.reject(error) : Promise.resolve(calls);
  };
}

describe('a retry', () => {
  it('goes on until it works, within its attempts', async () => {
    expect(await withRetries(failing(3, down), { limits })).toBe(4);
    await expect(withRetries(failing(4, down), { limits })).rejects.toBe(down);
  });

  it('is not made for errors that a person has to mend, or that nobody foresaw', async () => {
    const missing = new BackupError('BUCKET_MISSING', 'gone');
    await expect(withRetries(failing(1, missing), { limits })).rejects.toBe(missing);
    const defect = new TypeError('x is undefined');
    await expect(withRetries(failing(1, defect), { limits })).rejects.toBe(defect);
  });

  it('is not begun after its time, or when it is not worth it any more', async () => {
    await expect(withRetries(failing(1, down), { limits: { ...limits, withinMs: 0 } })).rejects.toBe(down);
    await expect(withRetries(failing(1, down), { limits, isWorthIt: () => false })).rejects.toBe(down);
  });

  it('ends with the caller’s reason, also while it waits', async () => {
    const controller = new AbortController();
    const slow = { ...limits, firstDelayMs: 60_000, maxDelayMs: 60_000, withinMs: 120_000 };
    const retried = withRetries(failing(9, down), { limits: slow, signal: controller.signal });
    const reason = new Error('enough');
    controller.abort(reason);
    await expect(retried).rejects.toBe(reason);
  });
});

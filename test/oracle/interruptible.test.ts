import { interruptible, sleep, within } from '../../src/oracle/interruptible';

describe('a call that can be interrupted', () => {
  it('is interrupted once, and throws the reason when it has ended', async () => {
    const controller = new AbortController();
    let end: (error: Error) => void = () => undefined;
    const call = new Promise<never>((_, reject) => (end = reject));
    let interrupts = 0;
    const waiting = interruptible(call, controller.signal, () => {
      interrupts += 1;
      end(new Error('ORA-01013'));
    });
    controller.abort(new Error('enough'));
    // The call's own error: whoever called knows the signal.
    await expect(waiting).rejects.toThrow('ORA-01013');
    expect(interrupts).toBe(1);
  });

  it('throws the reason even when the call came to its end all the same', async () => {
    const controller = new AbortController();
    const waiting = interruptible(Promise.resolve(1), controller.signal, () => undefined);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });

  it('is given up when it does not end', async () => {
    const signal = AbortSignal.abort(new Error('enough'));
    await expect(interruptible(new Promise(() => undefined), signal, () => undefined)).rejects.toThrow('enough');
  });

  it('has a limit where one is given', async () => {
    await expect(within(5, new Promise(() => undefined))).rejects.toThrow('no answer within 5 ms');
    await expect(within(5_000, Promise.resolve(1))).resolves.toBe(1);
  });

  it('wakes from its sleep with the reason', async () => {
    await expect(sleep(60_000, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    const controller = new AbortController();
    const sleeping = sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
  });
});

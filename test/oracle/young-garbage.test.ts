import { YoungGarbage, youngGarbage } from '../../src/oracle/young-garbage';
import { keepProcessLean } from '../../src/worker/lean-process';

it('is looked at each 8 MB, however they came', () => {
  const collect = jest.fn();
  const garbage = new YoungGarbage(collect);
  for (let i = 0; i < 31; i += 1) garbage.add(256_000);
  expect(collect).not.toHaveBeenCalled();
  garbage.add(256_000);
  expect(collect).toHaveBeenCalledTimes(1);
  garbage.add(16_000_000);
  expect(collect).toHaveBeenCalledTimes(2);
});

it('is left to V8 where the process does not say otherwise', () => {
  expect(globalThis.gc).toBeUndefined();
  expect(() => new YoungGarbage().add(9_000_000)).not.toThrow();
});

it('is taken away in a worker’s process: memory outside the heap does not grow', () => {
  keepProcessLean();
  expect(typeof globalThis.gc).toBe('function');
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  for (let i = 0; i < 400; i += 1) {
    // As a socket does: more memory than the collector sees, behind a small object.
    const { byteLength } = new ArrayBuffer(65_536);
    youngGarbage.add(byteLength);
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }
  expect(most).toBeLessThan(20_000_000);
});

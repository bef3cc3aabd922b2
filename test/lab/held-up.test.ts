import { HoldUps } from './forwarder/held-up';
import { LateLink } from './wan-link';
import { memoryFolder } from './memory-folder';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux(`why a forwarder was late${process.platform === 'linux' ? '' : ' (skipped: not on Linux)'}`, () => {
  test('is its own work, when it worked all the time', () => {
    const holdUps = new HoldUps();
    holdUps.look(1000, Infinity);
    const before = process.cpuUsage().user;
    while (process.cpuUsage().user - before < 60_000);
    holdUps.look(1070, 1010);
    const worst = holdUps.worst(true);
    expect(worst?.lateMs).toBe(60);
    // The kernel adds up what a thread ran at its own ticks, 10 ms apart at the most.
    expect(worst?.ranMs).toBeGreaterThan(40);
  });

  test('is not its own work, when it was not let go on', () => {
    const holdUps = new HoldUps();
    holdUps.look(1000, Infinity);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60);
    holdUps.look(1070, 1010);
    expect(holdUps.worst(true)?.ranMs).toBeLessThan(30);
  });

  test('is told of the latest packet, and of nothing below 5 ms', () => {
    const holdUps = new HoldUps();
    holdUps.look(1000, 996);
    expect(holdUps.worst(false)).toBeNull();
    holdUps.look(1020, 1010);
    holdUps.look(1030, 1010);
    holdUps.look(1040, 1034);
    expect(holdUps.worst(true)?.lateMs).toBe(20);
    expect(holdUps.worst(false)).toBeNull();
  });

  test('is in what rejects the measurement', () => {
    const held = { lateMs: 31, ranMs: 4.7, waitedMs: 0, stolenMs: 60 };
    expect(new LateLink('far', 0.9, 31, held).message).toBe(
      'the link far forwarded late: 0.9 ms at the 99th percentile, 31.0 ms at most; in the worst 31.0 ms its forwarder ' +
        "worked for 4.7 ms and waited for a CPU for 0.0 ms, and this machine's host kept 60 ms from its CPUs",
    );
  });
});

test('files that memory has no room for stay on the disk', () => {
  expect(memoryFolder(Number.MAX_SAFE_INTEGER)).toBeUndefined();
});

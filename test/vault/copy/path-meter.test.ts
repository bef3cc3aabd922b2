import { PathMeter } from '../../../src/vault/copy/path-meter';
import { PathMeters } from '../../../src/vault/copy/path-meters';
import { StageClock } from '../../../src/vault/seal/stage-clock';
import { TimeInUse } from '../../../src/vault/copy/time-in-use';
import { until } from '../versitygw';

describe('a meter of the data path', () => {
  it('counts what is under way, before it ends', async () => {
    const meter = new PathMeter();
    let end = (): void => undefined;
    const held = new Promise<void>((resolve) => (end = resolve));
    const put = meter.part(() => meter.sending(() => meter.put('london', 1, 7, () => held)));
    await until(() => meter.read().stagePartMs.send > 5);
    const before = meter.read();
    expect(before.putMsByRegion['london']).toBeGreaterThan(0);
    expect(before.partMs).toBeGreaterThanOrEqual(before.stagePartMs.send);
    expect(before.storedBytesByRegion).toEqual({ london: 0 });
    end();
    await put;
    const after = meter.read();
    expect(after.storedBytesByRegion).toEqual({ london: 7 });
    expect(after.partMs).toBeGreaterThanOrEqual(before.partMs);
    expect(meter.isBusy).toBe(false);
  });

  it('reads a sealing thread’s clock while the thread works, and keeps its sum', () => {
    const meter = new PathMeter();
    const watcher = meter.sealing();
    const clock = new StageClock();
    watcher.onStart(clock);
    const nowMs = performance.timeOrigin + performance.now();
    clock.shared.set([nowMs - 1000, nowMs - 900, nowMs - 300, 0, 0]);
    const running = meter.read().stagePartMs;
    expect(running.hash).toBeCloseTo(100, 0);
    expect(running.compress).toBeCloseTo(600, 0);
    expect(running.encrypt).toBeGreaterThanOrEqual(299);
    clock.shared.set([nowMs - 1000, nowMs - 900, nowMs - 300, nowMs - 250, nowMs - 200]);
    watcher.onEnd(clock);
    clock.reset();
    const { compress, encrypt, hash } = meter.read().stagePartMs;
    expect([compress, encrypt, hash].map(Math.round)).toEqual([600, 50, 150]);
  });

  it('counts retries by region', async () => {
    const meter = new PathMeter();
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    await meter.put('london', 1, 1, fail).catch(() => undefined);
    await meter.put('london', 2, 1, () => Promise.resolve());
    expect(meter.read()).toMatchObject({ retriesByRegion: { london: 1 }, storedBytesByRegion: { london: 1 } });
  });

  it('is shared by all batches of a backup, and outlives some sixty others', () => {
    const meters = new PathMeters();
    const meter = meters.of('a');
    expect(meters.of('a')).toBe(meter);
    for (let i = 0; i < 70; i += 1) meters.of(`other-${i}`);
    expect(meters.read('a')).toBeUndefined();
    expect(meters.read('other-69')).toMatchObject({ partsDone: 0, source: null });
    expect(meters.readAll().size).toBe(64);
  });
});

it('time in use counts every user', async () => {
  const time = new TimeInUse();
  time.begin();
  time.begin();
  await until(() => time.sumMs > 4);
  time.end();
  time.end();
  const { sumMs } = time;
  await new Promise((resolve) => setImmediate(resolve));
  expect(time.sumMs).toBe(sumMs);
  expect(time.users).toBe(0);
});

import { existsSync, readdirSync } from 'node:fs';
import { createHostTuning } from '../../src/transport/host-tuning';
import { makeFakeProc, type FakeProc } from './fake-proc';
import { runTuning } from './run-tuning';
import type { TuneOrder } from './tune-in-a-process';

// A process is killed before its first change of a file, before its second, … until one run comes to its end.

const onLinux = process.platform === 'linux' ? describe : describe.skip;

const tuningOf = (proc: FakeProc) =>
  createHostTuning({ procRoot: proc.procRoot, stateDirectories: [proc.stateDirectory] });
const recordsOf = (proc: FakeProc): readonly string[] =>
  existsSync(proc.stateDirectory) ? readdirSync(proc.stateDirectory).filter((name) => name.endsWith('.json')) : [];
const isOpen = (answer: boolean) => () => Promise.resolve(answer);

/** Kills the action at each of its boundaries, on a fresh host each time, then checks. @returns how many there are. */
async function killAtEachBoundary(
  action: TuneOrder['action'],
  prepare: (proc: FakeProc) => Promise<unknown>,
  check: (proc: FakeProc, before: ReturnType<FakeProc['all']>) => Promise<void>,
): Promise<number> {
  for (let dieBefore = 0; ; dieBefore++) {
    const proc = makeFakeProc();
    const before = proc.all();
    try {
      await prepare(proc);
      const { procRoot, stateDirectory } = proc;
      const end = await runTuning({ procRoot, stateDirectory, action, backupId: 'b1', dieBefore });
      await check(proc, before);
      if (!('killed' in end)) return dieBefore;
    } finally {
      proc.remove();
    }
  }
}

onLinux('at any moment (needs Linux: the lock is a socket with an abstract name)', () => {
  test('killed anywhere while it changes the host, a sweep puts back what was there before', async () => {
    const boundaries = await killAtEachBoundary(
      'acquire',
      async () => undefined,
      async (proc, before) => {
        await tuningOf(proc).sweep('prod', isOpen(false));
        expect([proc.all(), recordsOf(proc)]).toEqual([before, []]);
      },
    );
    expect(boundaries).toBe(11); // a record: open, write, sync, rename, open the folder, sync it, then five settings
  });

  test('killed anywhere while it changes the host, its next attempt finishes, and its end restores', async () => {
    await killAtEachBoundary(
      'acquire',
      async () => undefined,
      async (proc, before) => {
        const { unavailable, changes } = await tuningOf(proc).acquire({ tag: 'prod', backupId: 'b1' });
        expect([unavailable, changes.length]).toEqual([[], 5]);
        expect(proc.get('net.ipv4.tcp_congestion_control')).toBe('bbr');
        await tuningOf(proc).release({ tag: 'prod', backupId: 'b1' });
        expect([proc.all(), recordsOf(proc)]).toEqual([before, []]);
      },
    );
  });

  test('killed anywhere while it restores, another backup finds the host tuned, and is the one that restores', async () => {
    const boundaries = await killAtEachBoundary(
      'release',
      (proc) => tuningOf(proc).acquire({ tag: 'prod', backupId: 'b1' }),
      async (proc, before) => {
        await tuningOf(proc).acquire({ tag: 'prod', backupId: 'b2' });
        expect(proc.get('net.ipv4.tcp_wmem')).toBe('4096 16384 16777216');
        await tuningOf(proc).sweep('prod', async (backupId) => backupId === 'b2');
        expect(proc.get('net.ipv4.tcp_wmem')).toBe('4096 16384 16777216');
        await tuningOf(proc).release({ tag: 'prod', backupId: 'b2' });
        expect([proc.all(), recordsOf(proc)]).toEqual([before, []]);
      },
    );
    expect(boundaries).toBe(8); // five settings, the record's end, then the folder: open, sync
  });

  test('killed anywhere while one of two lets go, the other keeps the host tuned until it ends', async () => {
    await killAtEachBoundary(
      'sweep',
      async (proc) => {
        await tuningOf(proc).acquire({ tag: 'prod', backupId: 'b1' });
        await tuningOf(proc).acquire({ tag: 'test', backupId: 'b9' });
      },
      async (proc, before) => {
        expect(proc.get('net.ipv4.tcp_congestion_control')).toBe('bbr');
        await tuningOf(proc).sweep('prod', isOpen(false));
        await tuningOf(proc).release({ tag: 'test', backupId: 'b9' });
        expect([proc.all(), recordsOf(proc)]).toEqual([before, []]);
      },
    );
  });

  test('two processes that begin at once are both in the record', async () => {
    const proc = makeFakeProc();
    const before = proc.all();
    try {
      const { procRoot, stateDirectory } = proc;
      const run = (action: TuneOrder['action'], backupId: string) =>
        runTuning({ procRoot, stateDirectory, action, backupId });
      await Promise.all(['b1', 'b2', 'b3'].map((backupId) => run('acquire', backupId)));
      await Promise.all([run('release', 'b1'), run('acquire', 'b2'), run('release', 'b3')]);
      expect(proc.get('net.ipv4.tcp_congestion_control')).toBe('bbr');
      await run('release', 'b2');
      expect([proc.all(), recordsOf(proc)]).toEqual([before, []]);
    } finally {
      proc.remove();
    }
  });
});

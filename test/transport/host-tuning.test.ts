import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { KernelModules } from '../../src/transport/kernel-modules';
import { kernelSettings } from '../../src/transport/kernel-settings';
import { createHostTuning, type HostTuning } from '../../src/transport/host-tuning';
import type { HostTuningPlace } from '../../src/transport/tuning-desk';
import { makeFakeProc, type FakeProc } from './fake-proc';

const one = { tag: 'prod', backupId: 'b1' };
const two = { tag: 'prod', backupId: 'b2' };
const other = { tag: 'test', backupId: 'b3' };
const tuned = {
  'net.ipv4.tcp_wmem': '4096 16384 16777216',
  'net.ipv4.tcp_rmem': '4096 131072 16777216',
  'net.ipv4.tcp_fastopen': '1',
  'net.ipv4.tcp_available_congestion_control': 'reno cubic bbr',
  'net.ipv4.tcp_allowed_congestion_control': 'reno cubic bbr',
  'net.ipv4.tcp_congestion_control': 'bbr',
};

let proc: FakeProc;
let before: ReturnType<FakeProc['all']>;
beforeEach(() => {
  proc = makeFakeProc();
  before = proc.all();
});
afterEach(() => proc.remove());

const tuning = (place: HostTuningPlace = {}): HostTuning =>
  createHostTuning({ procRoot: proc.procRoot, stateDirectories: [proc.stateDirectory], ...place });
const records = (): readonly string[] => (existsSync(proc.stateDirectory) ? readdirSync(proc.stateDirectory) : []);
const record = () =>
  JSON.parse(readFileSync(path.join(proc.stateDirectory, records()[0] ?? ''), 'utf8')) as { users: unknown[] };

const onLinux = process.platform === 'linux' ? describe : describe.skip;

onLinux('scope host (needs Linux: the lock is a socket with an abstract name)', () => {
  test('a backup changes the host’s settings, and its end puts them back', async () => {
    const acquired = await tuning().acquire(one);
    expect(acquired.unavailable).toEqual([]);
    expect(acquired.changes).toContain('net.ipv4.tcp_wmem: 4096 16384 4194304 -> 4096 16384 16777216');
    expect(proc.all()).toEqual(tuned);
    const released = await tuning().release(one);
    expect(released.unavailable).toEqual([]);
    expect(released.changes).toContain('net.ipv4.tcp_congestion_control: bbr -> cubic');
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('the same backup asks twice and gets the same answer, and is one user', async () => {
    const first = await tuning().acquire(one);
    expect(await tuning().acquire(one)).toEqual(first);
    expect(record().users).toEqual([one]);
    await tuning().release(one);
    expect(await tuning().release(one)).toEqual({ changes: [], unavailable: [] });
    expect(proc.all()).toEqual(before);
  });

  test('of two backups that overlap the last one restores, whichever began', async () => {
    await tuning().acquire(one);
    await tuning().acquire(two);
    expect(await tuning().release(one)).toEqual({ changes: [], unavailable: [] });
    expect(proc.all()).toEqual(tuned);
    await tuning().release(two);
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('ten backups that come and go at once leave what was there before', async () => {
    const backups = Array.from({ length: 10 }, (_, at) => ({ tag: 'prod', backupId: `b${at}` }));
    await Promise.all(
      backups.map(async (user) => {
        await tuning().acquire(user);
        await tuning().release(user);
      }),
    );
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('maxima that are larger and bits that are set stay as they are', async () => {
    proc.set('net.ipv4.tcp_wmem', '4096 16384 33554432');
    proc.set('net.ipv4.tcp_fastopen', '1027');
    await tuning().acquire(one);
    expect(proc.get('net.ipv4.tcp_wmem')).toBe('4096 16384 33554432');
    expect(proc.get('net.ipv4.tcp_fastopen')).toBe('1027');
    proc.set('net.ipv4.tcp_fastopen', '2');
    await tuning().acquire(two);
    expect(proc.get('net.ipv4.tcp_fastopen')).toBe('3');
  });

  test('a host that has it all is not changed, and keeps no record', async () => {
    for (const [name, value] of Object.entries(tuned)) proc.set(name, value);
    expect(await tuning().acquire(one)).toEqual({ changes: [], unavailable: [] });
    expect(records()).toEqual([]);
  });

  test('a value that somebody else changed meanwhile is left alone, and reported', async () => {
    await tuning().acquire(one);
    proc.set('net.ipv4.tcp_wmem', '4096 16384 8388608');
    const { unavailable } = await tuning().release(one);
    expect(unavailable).toEqual([
      'net.ipv4.tcp_wmem is left at 4096 16384 8388608: somebody else changed it (before us: 4096 16384 4194304)',
    ]);
    expect(proc.all()).toEqual({ ...before, 'net.ipv4.tcp_wmem': '4096 16384 8388608' });
    expect(records()).toEqual([]);
  });

  test('what the kernel refuses is reported, the rest is set, and a later change of it is nobody’s to undo', async () => {
    const settings = kernelSettings(proc.procRoot);
    const refusing: HostTuningPlace = {
      settings: {
        ...settings,
        write: (name, value) =>
          name === 'net.ipv4.tcp_congestion_control'
            ? Promise.reject(new Error('EPERM: operation not permitted'))
            : settings.write(name, value),
      },
    };
    const { changes, unavailable } = await tuning(refusing).acquire(one);
    expect(changes).toHaveLength(4);
    expect(unavailable).toEqual([
      expect.stringMatching(/^net.ipv4.tcp_congestion_control stays cubic: EPERM.*CAP_NET_ADMIN/),
    ]);
    proc.set('net.ipv4.tcp_congestion_control', 'bbr');
    await tuning().release(one);
    expect(proc.all()).toEqual({ ...before, 'net.ipv4.tcp_congestion_control': 'bbr' });
  });

  test('a restore that is refused keeps the record, says what to do by hand, and a later sweep finishes it', async () => {
    const settings = kernelSettings(proc.procRoot);
    await tuning().acquire(one);
    const refusing = { settings: { ...settings, write: () => Promise.reject(new Error('EPERM')) } };
    const { unavailable } = await tuning(refusing).release(one);
    expect(unavailable).toContainEqual(expect.stringContaining("sysctl -w net.ipv4.tcp_wmem='4096 16384 4194304'"));
    expect(record()).toMatchObject({ users: [] });
    await tuning().sweep('prod', () => Promise.resolve(true));
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('the sweep lets go of backups of its installation that run no more, and of no other', async () => {
    for (const user of [one, two, other]) await tuning().acquire(user);
    await tuning().sweep('prod', (backupId) => Promise.resolve(backupId === 'b2'));
    expect(record().users).toEqual([two, other]);
    await tuning().sweep('prod', () => Promise.resolve(false));
    expect(record().users).toEqual([other]);
    expect(proc.all()).toEqual(tuned);
    await tuning().sweep('test', () => Promise.resolve(false));
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('a backup counts as running while nobody can tell', async () => {
    await tuning().acquire(one);
    await tuning().sweep('prod', () => Promise.reject(new Error('Temporal is away')));
    expect(record().users).toEqual([one]);
  });

  test('a backup that comes while the sweep asks is not swept', async () => {
    await tuning().acquire(one);
    await tuning().sweep('prod', async () => {
      await tuning().acquire(two);
      return false;
    });
    expect(record().users).toEqual([two]);
    expect(proc.all()).toEqual(tuned);
  });

  test.each(['release', 'sweep', 'another acquire'])(
    'after a reboot %s finds the kernel’s own values, and keeps them',
    async (what) => {
      await tuning().acquire(one);
      proc.reboot('boot-2');
      proc.set('net.ipv4.tcp_wmem', tuned['net.ipv4.tcp_wmem']); // by the new boot's sysctl.conf
      if (what === 'release') await tuning().release(one);
      if (what === 'sweep') await tuning().sweep('prod', () => Promise.resolve(true));
      if (what === 'another acquire') {
        await tuning().acquire(two);
        expect(record().users).toEqual([two]);
        await tuning().release(two);
      }
      expect(proc.all()).toEqual({ ...before, 'net.ipv4.tcp_wmem': tuned['net.ipv4.tcp_wmem'] });
      expect(records()).toEqual([]);
    },
  );

  test('the sweep removes records of network namespaces that went with an earlier boot', async () => {
    await tuning().acquire(one);
    const text = readFileSync(path.join(proc.stateDirectory, records()[0] ?? ''), 'utf8');
    writeFileSync(path.join(proc.stateDirectory, 'host-tuning-7.json'), text.replace('boot-1', 'boot-0'));
    writeFileSync(path.join(proc.stateDirectory, 'host-tuning-8.json'), text);
    await tuning().sweep('prod', () => Promise.resolve(true));
    expect(records()).toEqual(['host-tuning-4026531840.json', 'host-tuning-8.json']);
  });

  describe('the module of BBR', () => {
    const modulesOf = (calls: string[], over: Partial<KernelModules> = {}): KernelModules => ({
      has: () => Promise.resolve(true),
      load: async (name) => {
        calls.push(`load ${name}`);
        proc.set('net.ipv4.tcp_available_congestion_control', 'reno cubic bbr');
      },
      unload: async (name) => {
        calls.push(`unload ${name}, default ${proc.get('net.ipv4.tcp_congestion_control')}`);
      },
      ...over,
    });
    beforeEach(() => proc.set('net.ipv4.tcp_available_congestion_control', 'reno cubic'));

    test('is loaded only when it is missing, and unloaded when nothing uses it any more', async () => {
      const calls: string[] = [];
      const modules = modulesOf(calls);
      await tuning({ modules }).acquire(one);
      await tuning({ modules }).acquire(two);
      expect(proc.get('net.ipv4.tcp_congestion_control')).toBe('bbr');
      await tuning({ modules }).release(one);
      await tuning({ modules }).release(two);
      expect(calls).toEqual(['load tcp_bbr', 'unload tcp_bbr, default cubic']);
    });

    test('that cannot be loaded is reported, and the rest is set', async () => {
      const modules = modulesOf([], { load: () => Promise.reject(new Error('modprobe: not permitted')) });
      const { changes, unavailable } = await tuning({ modules }).acquire(one);
      expect(unavailable).toEqual([expect.stringContaining('modprobe: not permitted')]);
      expect(changes).toHaveLength(3);
      await tuning({ modules }).release(one);
      expect(records()).toEqual([]);
    });

    test('that a socket still uses stays in the record until a sweep can unload it', async () => {
      const calls: string[] = [];
      const inUse = modulesOf(calls, { unload: () => Promise.reject(new Error('in use')) });
      await tuning({ modules: inUse }).acquire(one);
      const { unavailable } = await tuning({ modules: inUse }).release(one);
      expect(unavailable).toEqual([expect.stringContaining('module tcp_bbr stays loaded: in use')]);
      await tuning({ modules: modulesOf(calls) }).sweep('prod', () => Promise.resolve(true));
      expect([calls.at(-1), records()]).toEqual(['unload tcp_bbr, default cubic', []]);
    });

    test('that this host does not have is said, once', async () => {
      const modules = modulesOf([], { has: () => Promise.resolve(false) });
      const { unavailable } = await tuning({ modules }).acquire(one);
      expect(unavailable).toEqual([expect.stringContaining('this kernel has no BBR')]);
    });
  });

  test('where no record can be kept nothing is changed, and why is said', async () => {
    writeFileSync(path.join(proc.procRoot, 'a-file'), '');
    const stateDirectories = [path.join(proc.procRoot, 'a-file', 'state')];
    const { changes, unavailable } = await tuning({ stateDirectories }).acquire(one);
    expect([changes, unavailable]).toEqual([[], [expect.stringContaining('the record of this host cannot be kept')]]);
    expect(proc.all()).toEqual(before);
  });

  test('the first folder that can be written keeps the record', async () => {
    writeFileSync(path.join(proc.procRoot, 'a-file'), '');
    const stateDirectories = [path.join(proc.procRoot, 'a-file', 'state'), proc.stateDirectory];
    await tuning({ stateDirectories }).acquire(one);
    expect(records()).toHaveLength(1);
    await tuning({ stateDirectories }).release(one);
    expect([proc.all(), records()]).toEqual([before, []]);
  });

  test('a record that cannot be read is not written over, and nothing is changed', async () => {
    await tuning().acquire(one);
    const file = path.join(proc.stateDirectory, records()[0] ?? '');
    writeFileSync(file, '{"version":2}');
    for (const done of [await tuning().acquire(two), await tuning().release(one)])
      expect(done).toEqual({ changes: [], unavailable: [expect.stringContaining(`${file} is not a record`)] });
    expect(readFileSync(file, 'utf8')).toBe('{"version":2}');
  });

  test('a host that is no Linux is left alone, and a sweep of it has nothing to say', async () => {
    const place = { procRoot: '/no/such', stateDirectories: [proc.stateDirectory] };
    const { unavailable } = await createHostTuning(place).acquire(one);
    expect(unavailable).toEqual([expect.stringContaining('is this Linux?')]);
    const nothing = { changes: [], unavailable: [] };
    expect(await createHostTuning(place).release(one)).toEqual(nothing);
    expect(await createHostTuning(place).sweep('prod', () => Promise.resolve(false))).toEqual(nothing);
  });
});

import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTuning, type TuneEnd } from './run-tuning';
import type { TuneOrder } from './tune-in-a-process';

// The kernel's own settings, in a network namespace: it has its own, so that nobody else's are touched.

// Read one after the other.
const namespace = `redoubt-ht-${process.pid}`;
const inside = ['ip', 'netns', 'exec', namespace] as const;
// Read one after the other.
const names = ['tcp_wmem', 'tcp_rmem', 'tcp_fastopen', 'tcp_congestion_control', 'tcp_allowed_congestion_control'];

const canMakeNamespaces = ((): boolean => {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    removeLeftNamespaces();
    execFileSync('ip', ['netns', 'add', namespace], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();
/** Those of runs that were killed. */
function removeLeftNamespaces(): void {
  const list = execFileSync('ip', ['netns', 'list'], { encoding: 'utf8' });
  for (const [name, pid] of list.matchAll(/^redoubt-ht-(\d+)/gm))
    if (!existsSync(`/proc/${pid}`)) execFileSync('ip', ['netns', 'delete', name]);
}
const asRoot = canMakeNamespaces ? describe : describe.skip;

const sysctl = (): string =>
  execFileSync(inside[0], [...inside.slice(1), 'cat', ...names.map((name) => `/proc/sys/net/ipv4/${name}`)], {
    encoding: 'utf8',
  });
const set = (name: string, value: string): void => {
  execFileSync(inside[0], [...inside.slice(1), 'sh', '-c', `echo '${value}' > /proc/sys/net/ipv4/${name}`]);
};

const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups'] as const;

function canRunAsNobody(): boolean {
  const [program, ...args] = [...asNobody, process.execPath, '--check', require.resolve('@swc/core')];
  return spawnSync(program ?? '', args, { stdio: 'ignore' }).status === 0;
}

function hasPrograms(names: readonly string[]): boolean {
  return names.every((name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0);
}

asRoot('in a network namespace (needs Linux, root and ip)', () => {
  let stateDirectory: string;
  let before: string;
  beforeEach(() => {
    stateDirectory = mkdtempSync(path.join(tmpdir(), 'redoubt-record-'));
    set('tcp_wmem', '4096 16384 4194304');
    set('tcp_rmem', '4096 131072 6291456');
    set('tcp_fastopen', '0');
    set('tcp_congestion_control', 'reno');
    before = sysctl();
  });
  afterEach(() => rmSync(stateDirectory, { recursive: true }));
  afterAll(() => execFileSync('ip', ['netns', 'delete', namespace]));

  const run = (action: TuneOrder['action'], backupId: string, dieBefore?: number): Promise<TuneEnd> =>
    runTuning(
      { procRoot: '/proc', stateDirectory, action, backupId, ...(dieBefore === undefined ? {} : { dieBefore }) },
      inside,
    );

  test('the default congestion control is bbr where the host allows it here, and else it is said to be refused', async () => {
    const [allowed, available] = ['allowed', 'available'].map((list) =>
      readFileSync(`/proc/sys/net/ipv4/tcp_${list}_congestion_control`, 'utf8').trim().split(' '),
    );
    const end = await run('acquire', 'b1');
    const { unavailable } = 'outcome' in end ? end.outcome : { unavailable: [] };
    const isAllowed = available?.includes('bbr') === true && allowed?.includes('bbr') === true;
    expect(sysctl().split('\n')[3]).toBe(isAllowed ? 'bbr' : 'reno');
    expect(unavailable).toEqual(
      isAllowed ? [] : expect.arrayContaining([expect.stringMatching(/bbr|congestion_control/)]),
    );
    await run('release', 'b1');
    expect(sysctl()).toBe(before);
  });

  test('two backups that overlap: tuned until the last ends, and then as before', async () => {
    await run('acquire', 'b1');
    expect(sysctl()).toMatch(/^4096\t16384\t16777216\n4096\t131072\t16777216\n1\n/);
    await run('acquire', 'b2');
    await run('release', 'b1');
    expect(sysctl()).toMatch(/^4096\t16384\t16777216\n/);
    await run('release', 'b2');
    expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
  });

  test.each([5, 6, 7, 8])('killed before change %i, a sweep leaves it as before', async (dieBefore) => {
    expect(await run('acquire', 'b1', dieBefore)).toEqual({ killed: true });
    await run('sweep', 'b1');
    expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
  });

  test.each([0, 1, 2, 3, 4, 5])(
    'killed before change %i of the undo, a sweep leaves it as before',
    async (dieBefore) => {
      await run('acquire', 'b1');
      expect(await run('release', 'b1', dieBefore)).toEqual({ killed: true });
      await run('sweep', 'b1');
      expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
    },
  );

  test('after kill -9 the next backup takes over, and its end leaves it as before', async () => {
    expect(await run('acquire', 'b1', 7)).toEqual({ killed: true });
    await run('acquire', 'b2');
    await run('sweep', 'none is open');
    expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
  });

  test('after a reboot the kernel’s values stay as they are, and only the record goes', async () => {
    await run('acquire', 'b1');
    const file = path.join(stateDirectory, readdirSync(stateDirectory)[0] ?? '');
    const record = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...record, bootId: 'an earlier boot' }));
    const now = sysctl();
    await run('sweep', 'b1');
    expect([sysctl(), readdirSync(stateDirectory)]).toEqual([now, []]);
  });

  const byHand = hasPrograms(['jq', 'sysctl', 'xargs']) ? describe : describe.skip;
  byHand('with jq and sysctl (needs both)', () => {
    test('what docs/host-tuning.md does by hand puts it back', async () => {
      await run('acquire', 'b1');
      const page = readFileSync(path.join(__dirname, '..', '..', 'docs', 'host-tuning.md'), 'utf8');
      const commands = /```sh\ncd \/var\/lib\/redoubt\n([^`]+)```/.exec(page)?.[1] ?? 'exit 1';
      execFileSync('ip', [...inside.slice(1), 'sh', '-ec', commands], { cwd: stateDirectory, stdio: 'pipe' });
      expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
    });
  });

  const unprivileged = canRunAsNobody() ? describe : describe.skip;
  unprivileged('as another user (needs setpriv, and a folder of sources that all may read)', () => {
    test('a user without rights changes nothing, is told what is missing, and leaves no record', async () => {
      chmodSync(stateDirectory, 0o777);
      const order = { procRoot: '/proc', stateDirectory, action: 'acquire', backupId: 'b1' } as const;
      const end = await runTuning(order, [...inside, ...asNobody]);
      expect(end).toMatchObject({ outcome: { changes: [] } });
      expect(JSON.stringify(end)).toMatch(
        /tcp_wmem stays 4096 16384 4194304: E(ACCES|PERM).*give the worker CAP_NET_ADMIN/,
      );
      expect([sysctl(), readdirSync(stateDirectory)]).toEqual([before, []]);
    });
  });

  test('the record is of this namespace alone, and of this boot', async () => {
    await run('acquire', 'b1');
    const inode = execFileSync(inside[0], [...inside.slice(1), 'readlink', '/proc/self/ns/net'], { encoding: 'utf8' });
    const [file = ''] = readdirSync(stateDirectory);
    expect(file).toBe(`host-tuning-${/\d+/.exec(inode)?.[0]}.json`);
    const record = JSON.parse(readFileSync(path.join(stateDirectory, file), 'utf8')) as { bootId: string };
    expect(record.bootId).toBe(readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim());
    await run('release', 'b1');
    expect(existsSync(path.join(stateDirectory, file))).toBe(false);
  });
});

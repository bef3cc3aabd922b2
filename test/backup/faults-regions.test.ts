import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import type { ProxiedRequest, RegionProxy } from '../harness/region-proxy';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({
    demoBytes: 12_000_000,
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
    },
  });
  await lab.worker('a');
});
afterAll(() => lab.close());
afterEach(() => lab.quieten());

const slowDown = {
  status: 503,
  body: '<?xml version="1.0"?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>',
};

const isPart = ({ method, path }: ProxiedRequest): boolean => method === 'PUT' && path.includes('/parts/');

const partsPutIn = (proxy: RegionProxy, from: number): readonly string[] =>
  proxy.requests.slice(from).flatMap((asked) => (isPart(asked) ? [asked.path] : []));

function proxyOf(region: string): RegionProxy {
  const proxy = lab.proxies[region];
  if (proxy === undefined) throw new RangeError(`no region ${region}`);
  return proxy;
}

type Verdict = ReturnType<NonNullable<RegionProxy['behaviour']['before']>>;

/** The first put of each of some parts meets one of these, in their order; the next one of that part passes. */
function failFirstPuts(proxy: RegionProxy, verdicts: readonly Verdict[]): void {
  const met = new Set<string>();
  proxy.behaviour = {
    before: (asked) => {
      if (!isPart(asked) || met.has(asked.path) || met.size >= verdicts.length) return undefined;
      met.add(asked.path);
      return verdicts[met.size - 1];
    },
  };
}

it('500, 503 SlowDown and a reset for some parts of a region: they are put there again, and nowhere else', async () => {
  const from = Object.fromEntries(lab.regionNames.map((name) => [name, proxyOf(name).requests.length]));
  const verdicts = [{ status: 500 }, slowDown, 'cut'] as const;
  failFirstPuts(proxyOf('stockholm'), [...verdicts, ...verdicts]);
  const result = await expectOneCorrectBackup(lab, await lab.start());
  expect(result.repairWorkflowId).toBeNull();

  const puts = (name: string): readonly string[] => partsPutIn(proxyOf(name), from[name] ?? 0);
  expect(puts('london')).toHaveLength(new Set(puts('london')).size);
  expect(puts('stockholm')).toHaveLength(new Set(puts('stockholm')).size + 6);
});

it('a part that was stored when the connection ended is found there, and counts', async () => {
  const cut = new Set<string>();
  proxyOf('stockholm').behaviour = {
    after: (asked) => {
      if (!isPart(asked) || cut.size >= 3) return undefined;
      cut.add(asked.path);
      return 'cut';
    },
  };
  const from = proxyOf('stockholm').requests.length;
  const result = await expectOneCorrectBackup(lab, await lab.start());
  expect(result.repairWorkflowId).toBeNull();
  expect(cut.size).toBe(3);
  const puts = partsPutIn(proxyOf('stockholm'), from);
  expect(puts).toHaveLength(new Set(puts).size);
});

it('a part that a region never answers for is filled there from the others', async () => {
  failFirstPuts(proxyOf('stockholm'), ['hang']);
  const result = await expectOneCorrectBackup(lab, await lab.start());
  expect(result.copies.filter(({ state }) => state === 'whole').length).toBeGreaterThanOrEqual(2);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { release, tmpdir } from 'node:os';
import path from 'node:path';
import {
  judgeHost,
  plainSocketsReason,
  possibleGains,
  probeHostCapabilities,
} from '../../src/transport/host-capabilities';
import { readHostFacts, type HostFacts } from '../../src/transport/host-facts';

const able: HostFacts = {
  platform: 'linux',
  ffiError: null,
  available: ['reno', 'bbr', 'cubic'],
  allowed: ['reno', 'bbr'],
  defaultControl: 'bbr',
  hasBbrModule: false,
  hasNetAdmin: true,
  fastOpenBits: 1,
  sendBufferMaxBytes: 16777216,
  receiveBufferMaxBytes: 33554432,
  hasIpv6: true,
};

const judged = (change: Partial<HostFacts>, name: string) => {
  const capability = judgeHost({ ...able, ...change }).find((each) => each.name === name);
  return [capability?.state, capability?.reason, capability?.remedy ?? ''] as const;
};

test('a host that can do it all has nothing to mend', () => {
  const capabilities = judgeHost(able);
  expect(capabilities.map(({ state, remedy }) => [state, remedy])).toEqual(capabilities.map(() => ['ok', null]));
  expect([plainSocketsReason(capabilities), possibleGains(capabilities)]).toEqual([null, []]);
});

test.each<[string, Partial<HostFacts>, string, string, RegExp, RegExp]>([
  ['no koffi', { ffiError: 'Cannot find module' }, 'kernel calls', 'missing', /Cannot find module/, /--omit=optional/],
  ['bbr allowed to all', { hasNetAdmin: false }, 'bbr', 'ok', /every user/, /^$/],
  ['bbr with the right alone', { allowed: ['reno'] }, 'bbr', 'ok', /CAP_NET_ADMIN/, /^$/],
  ['bbr not allowed', { allowed: ['reno'], hasNetAdmin: false }, 'bbr', 'missing', /may not/, /='reno bbr'/],
  ['bbr on disk', { available: ['reno'], hasBbrModule: true }, 'bbr', 'missing', /not loaded/, /^modprobe tcp_bbr$/],
  ['no bbr', { available: ['reno'] }, 'bbr', 'missing', /no BBR/, /CONFIG_TCP_CONG_BBR/],
  ['no /proc', { available: null }, 'bbr', 'missing', /does not show/, /mount/],
  ['cubic', { defaultControl: 'cubic' }, 'default congestion control', 'note', /^cubic/, /scope host/],
  ['fast open for servers only', { fastOpenBits: 2 }, 'fast open', 'missing', /is 2/, /tcp_fastopen=3$/],
  ['no fast open', { fastOpenBits: null }, 'fast open', 'missing', /no net.ipv4.tcp_fastopen/, /^$/],
  ['a small send buffer', { sendBufferMaxBytes: 4194304 }, 'send buffer', 'note', /needs 16777216/, /tcp_wmem/],
  [
    'a small receive buffer',
    { receiveBufferMaxBytes: 6291456 },
    'receive buffer',
    'note',
    /ends at 6291456/,
    /tcp_rmem/,
  ],
  ['a buffer unknown', { sendBufferMaxBytes: null }, 'send buffer', 'note', /cannot be read/, /mount/],
  ['no rights', { hasNetAdmin: false }, 'rights', 'note', /no CAP_NET_ADMIN/, /scope host/],
  ['rights unknown', { hasNetAdmin: null }, 'rights', 'note', /cannot be read/, /scope host/],
  ['no IPv6', { hasIpv6: false }, 'ipv6', 'note', /switched off/, /disable_ipv6=0/],
])('%s', (_, change, name, state, reason, remedy) => {
  expect(judged(change, name)).toEqual([state, expect.stringMatching(reason), expect.stringMatching(remedy)]);
});

test('elsewhere than on Linux one line says it all', () => {
  const capabilities = judgeHost({ ...able, platform: 'darwin' });
  expect(capabilities).toHaveLength(1);
  expect(plainSocketsReason(capabilities)).toMatch(/^this host runs darwin, .*; run the worker on Linux$/);
});

test('what would be gained comes with why it is not there and how to get it', () => {
  const capabilities = judgeHost({ ...able, fastOpenBits: 0, sendBufferMaxBytes: 4194304, hasNetAdmin: false });
  expect(possibleGains(capabilities)).toEqual([
    expect.stringMatching(/^a round trip less for each new connection: .*; sysctl -w net.ipv4.tcp_fastopen=1$/),
    expect.stringMatching(/^fuller lines for uploads over long distances: net.ipv4.tcp_wmem ends at 4194304/),
  ]);
});

describe('reading', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(path.join(tmpdir(), 'redoubt-facts-'));
  });
  afterEach(() => rmSync(root, { recursive: true }));
  const write = (file: string, text: string): void => {
    mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    writeFileSync(path.join(root, file), text);
  };

  test('finds the facts of a host in its files', async () => {
    const ipv4 = 'proc/sys/net/ipv4';
    write(`${ipv4}/tcp_available_congestion_control`, 'reno cubic\n');
    write(`${ipv4}/tcp_allowed_congestion_control`, 'reno\n');
    write(`${ipv4}/tcp_congestion_control`, 'cubic\n');
    write(`${ipv4}/tcp_fastopen`, '3\n');
    write(`${ipv4}/tcp_wmem`, '4096\t16384\t4194304\n');
    write(`${ipv4}/tcp_rmem`, '4096\t131072\t6291456\n');
    write('proc/self/status', 'Name:\tnode\nCapPrm:\t0000000000000000\nCapEff:\t0000000000001000\n');
    write('proc/sys/net/ipv6/conf/all/disable_ipv6', '0\n');
    write(`lib/modules/${release()}/modules.dep`, 'kernel/net/ipv4/tcp_bbr.ko.xz:\n');
    expect(await readHostFacts({ root, platform: 'linux', loadFfi: () => undefined })).toEqual({
      platform: 'linux',
      ffiError: null,
      available: ['reno', 'cubic'],
      allowed: ['reno'],
      defaultControl: 'cubic',
      hasBbrModule: true,
      hasNetAdmin: true,
      fastOpenBits: 3,
      sendBufferMaxBytes: 4194304,
      receiveBufferMaxBytes: 6291456,
      hasIpv6: true,
    });
  });

  test('a host that shows nothing is unknown, and no error', async () => {
    const loadFfi = (): never => {
      throw new Error('Cannot find module koffi\nRequire stack: …');
    };
    expect(await readHostFacts({ root, platform: 'linux', loadFfi })).toMatchObject({
      ffiError: 'Cannot find module koffi',
      available: null,
      hasBbrModule: false,
      hasNetAdmin: null,
      fastOpenBits: null,
      sendBufferMaxBytes: null,
      hasIpv6: false,
    });
  });
});

const onLinux = process.platform === 'linux' ? describe : describe.skip;
onLinux('this host (needs Linux)', () => {
  test('is read as the kernel shows it', async () => {
    const facts = await readHostFacts();
    const control = readFileSync('/proc/sys/net/ipv4/tcp_congestion_control', 'utf8').trim();
    expect([facts.ffiError, facts.defaultControl]).toEqual([null, control]);
    expect(facts.available).toContain(control);
    expect((await probeHostCapabilities()).map(({ name }) => name)).toHaveLength(9);
  });
});

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadPrograms } from '../../src/monitor/bpftrace-programs';
import { monitorCapabilities } from '../../src/monitor/monitor-capabilities';
import { lostParts, sortPrograms } from '../../src/monitor/usable-programs';
import { describeWithBpftrace, thisHost } from './with-bpftrace';

const root = mkdtempSync(join(tmpdir(), 'redoubt-kernel-'));
afterAll(() => rmSync(root, { recursive: true }));

interface Kernel {
  readonly capabilities?: string;
  readonly pidNamespace?: string;
  readonly btf?: boolean;
  readonly tracefs?: boolean;
  readonly missing?: readonly string[];
}

/** Files of a kernel that has everything but what is said. */
function kernel({ capabilities, pidNamespace, btf = true, tracefs = true, missing = [] }: Kernel) {
  const place = mkdtempSync(join(root, 'k-'));
  const [procRoot, sysRoot, bin] = ['proc', 'sys', 'bin'].map((name) => join(place, name)) as [string, string, string];
  mkdirSync(join(procRoot, 'self/ns'), { recursive: true });
  mkdirSync(bin);
  symlinkSync(pidNamespace ?? 'pid:[4026531836]', join(procRoot, 'self/ns/pid'));
  writeFileSync(join(procRoot, 'self/status'), `Name:\tnode\nCapEff:\t${capabilities ?? '000001ffffffffff'}\n`);
  mkdirSync(join(sysRoot, 'kernel/btf'), { recursive: true });
  if (btf) writeFileSync(join(sysRoot, 'kernel/btf/vmlinux'), '');
  const events = join(sysRoot, 'kernel/tracing/events');
  if (tracefs)
    for (const tracepoint of loadPrograms().flatMap(({ tracepoints }) => tracepoints))
      if (!missing.includes(tracepoint)) mkdirSync(join(events, tracepoint.replace(':', '/')), { recursive: true });
  cpSync('/bin/true', join(bin, 'bpftrace'));
  return { procRoot, sysRoot, env: { PATH: bin } };
}

const lostOf = (place: ReturnType<typeof kernel>) => sortPrograms(loadPrograms(), place).lost;

describe('what a host gives', () => {
  test('without bpftrace every part of eBPF says how to install it, and the rest is looked at by itself', () => {
    const parts = monitorCapabilities({ ...thisHost, env: { PATH: '' } });
    const ofBpf = parts.filter(({ part }) => part.startsWith('eBPF'));
    expect(ofBpf).toHaveLength(loadPrograms().length);
    expect(ofBpf.every(({ available, remedy }) => !available && remedy !== undefined)).toBe(true);
    expect(parts.map(({ part }) => part)).toEqual(expect.arrayContaining(['CPU of the host', 'pressure']));
  });

  test('a /proc without its files gives null parts with a reason', () => {
    const parts = monitorCapabilities({ ...thisHost, procRoot: join(root, 'none') });
    expect(parts[0]).toEqual({
      part: 'CPU of the host',
      available: false,
      reason: '/proc/stat cannot be read',
      remedy: 'run the worker on Linux, with /proc readable',
    });
  });
});

describeWithBpftrace('what this kernel gives to bpftrace', () => {
  test('everything is available on this machine but what its kernel lacks', () => {
    const missing = monitorCapabilities(thisHost).filter(({ available }) => !available);
    expect(missing.map(({ reason }) => reason)).toEqual(missing.map(() => expect.stringContaining('tracepoint')));
  });

  test('a missing tracepoint loses its part and those that need it, and no other', () => {
    expect(lostOf(kernel({ missing: ['block:block_rq_issue'] })).map(({ program }) => program.name)).toEqual(['disk']);
    const lost = lostOf(kernel({ missing: ['sock:sock_send_length'] }));
    expect(lost.map(({ program }) => program.name)).toEqual(['network', 'network-path', 'retransmits']);
    expect(lostParts(lost)).toEqual([
      {
        part: 'eBPF: bytes sent by peer, round trip and windows by peer, retransmits by peer',
        reason: 'this kernel has no tracepoint sock:sock_send_length',
        remedy: 'use a newer kernel, or one that is built with this tracepoint',
      },
    ]);
  });

  test.each<[string, Kernel, RegExp]>([
    ['no tracefs', { tracefs: false }, /tracefs is not mounted/],
    ['no BTF', { btf: false }, /does not describe its types/],
    ['CAP_BPF alone', { capabilities: '0000008000000000' }, /neither CAP_SYS_ADMIN nor both/],
    ['a container’s own processes', { pidNamespace: 'pid:[4026532200]' }, /pid namespace of its own/],
  ])('with %s all of eBPF is lost, for one reason with a remedy', (_, without, reason) => {
    const parts = lostParts(lostOf(kernel(without)));
    expect(parts).toHaveLength(1);
    expect(parts[0]?.reason).toMatch(reason);
    expect(parts[0]?.remedy).not.toBe('');
  });

  test('CAP_BPF and CAP_PERFMON are enough', () => {
    expect(lostOf(kernel({ capabilities: '000000c000000000' }))).toEqual([]);
  });
});

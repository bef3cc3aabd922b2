import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const unit = readFileSync(path.join(__dirname, '../../examples/systemd/redoubt-worker.service'), 'utf8');
const settings = unit.split('\n').filter((line) => /^[A-Z]\w+=/.test(line));
const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

test('the unit gives the worker two capabilities and no more', () => {
  const capabilities = settings.filter((line) => line.startsWith('CapabilityBoundingSet='));
  expect(capabilities).toEqual(['CapabilityBoundingSet=CAP_BPF CAP_PERFMON']);
  expect(settings).toContain('NoNewPrivileges=yes');
});

test('nothing in it keeps bpftrace from the kernel’s types and tracepoints', () => {
  expect(settings).toEqual(
    expect.arrayContaining(['Environment=BPFTRACE_BTF=/sys/kernel/btf/vmlinux', 'ReadWritePaths=-/sys/kernel/tracing']),
  );
  expect(unit).toMatch(/^SystemCallFilter=.*\bbpf perf_event_open$/m);
  for (const hidden of ['PrivateUsers=yes', 'InaccessiblePaths=/sys', 'MemoryDenyWriteExecute=yes'])
    expect(settings).not.toContain(hidden);
});

const withSystemd = hasSystemd ? test : test.skip;
withSystemd(`systemd takes the unit${hasSystemd ? '' : ' (skipped: systemd-analyze is not installed)'}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'redoubt-unit-'));
  try {
    const file = path.join(folder, 'redoubt-worker.service');
    // The program that it starts need not be installed where it is checked.
    writeFileSync(file, unit.replace('/usr/bin/redoubt', process.execPath));
    const { status, stdout, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' });
    // oxlint-disable-next-line jest/no-standalone-expect -- it stands in a test, chosen above
    expect([status, `${stdout}${stderr}`.split('\n').filter((line) => line.includes('redoubt'))]).toEqual([0, []]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const program = path.join(__dirname, '..', '..', 'bin', 'redoubt.js');

/** Runs the program as that version of Node would see itself. */
function runAs(version: string): { readonly status: number | null; readonly stderr: string } {
  const pretend = `Object.defineProperty(process.versions, 'node', { value: '${version}' }); require('${program}')`;
  return spawnSync(process.execPath, ['-e', pretend], { encoding: 'utf8' });
}

test.each(['12.22.0', '20.20.2', '22.14.0'])('Node %s is refused with the ways out, and exit code 3', (version) => {
  const { status, stderr } = runAs(version);
  expect(status).toBe(3);
  expect(stderr).toContain(`needs Node 22.15 or later; this is ${version}`);
  expect(stderr).toContain('npm rebuild node');
});

test('it is written in what the oldest Node reads', () => {
  const source = readFileSync(program, 'utf8');
  expect(source).not.toMatch(/\b(?:const|let|import)\b|=>|\?\.|\?\?/);
});

interface Ended {
  readonly pid: number;
  /** MiB of V8's young generation. */
  readonly youngMiB: number;
  readonly nodeFlags: readonly string[];
}

/** What the command's process was when it ended, and the process that was started. */
const endOf = (...command: readonly string[]): End => endAfter('', ...command);

interface End {
  readonly ended: Ended;
  readonly pid: number;
}

/** @param first what is run in the process before the program */
function endAfter(first: string, ...command: readonly string[]): End {
  const folder = mkdtempSync(path.join(tmpdir(), 'redoubt-bin-'));
  const told = path.join(folder, 'told');
  const tell = path.join(folder, 'tell.js');
  writeFileSync(
    tell,
    `${first};
    process.on('exit', () => {
      const young = require('v8').getHeapSpaceStatistics().find((space) => space.space_name === 'new_space');
      const { pid, execArgv: nodeFlags } = process;
      const ended = { pid, nodeFlags, youngMiB: young.space_size / 1024 / 1024 };
      require('fs').writeFileSync(${JSON.stringify(told)}, JSON.stringify(ended));
    });`,
  );
  const { status, pid } = spawnSync(process.execPath, ['--require', tell, program, ...command], { encoding: 'utf8' });
  expect(status).toBe(0);
  const ended = JSON.parse(readFileSync(told, 'utf8')) as Ended;
  rmSync(folder, { recursive: true });
  return { ended, pid };
}

const youngMiB = (...command: readonly string[]): number => endOf(...command).ended.youngMiB;

test('the young generation of a restore stays as it begins, though its command loads as much as any', () => {
  expect(youngMiB('restore', '--help')).toBeLessThanOrEqual(2);
  expect(youngMiB('repair', '--help')).toBeGreaterThan(2);
});

test('a worker is the process that was started, with what Node takes at its start only', () => {
  const { ended, pid } = endOf('worker', '--help');
  expect(ended.pid).toBe(pid);
  expect(ended.nodeFlags).toEqual(
    expect.arrayContaining(['--require', '--no-memory-reducer', '--heap-growing-percent=50']),
  );
  expect(ended.youngMiB).toBeLessThanOrEqual(2);
});

test.each([
  ['a debugger looks on', "require('inspector').open(0)"],
  ['a parent has a channel to it', 'process.send = () => true'],
  ['the system cannot', "process.execve = () => { throw new Error('not available') }"],
])('it stays as it was started where %s', (_, first) => {
  const { ended } = endAfter(first, 'worker', '--help');
  expect(ended.nodeFlags).not.toContain('--no-memory-reducer');
  expect(ended.youngMiB).toBeLessThanOrEqual(2);
});

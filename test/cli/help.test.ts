import type { Command } from 'commander';
import { buildProgram } from '../../src/cli/program';
import { collectCli } from './collected-io';

const silent = { write: () => undefined };
const program = buildProgram({
  stdout: silent,
  stderr: silent,
  stdin: process.stdin,
  env: {},
  cwd: '/',
  interrupted: () => new AbortController().signal,
  setExitCode: () => undefined,
});

/** Every command that does something, as it is typed. */
const commandLines = (command: Command, path: readonly string[] = []): readonly (readonly string[])[] =>
  command.commands.length === 0
    ? [path]
    : command.commands.flatMap((child) => commandLines(child, [...path, child.name()]));

test.each(commandLines(program).map((path) => path.join(' ')))(
  '`redoubt %s --help` has an example and the global options',
  async (line) => {
    const { exitCode, stdout } = await collectCli([...line.split(' '), '--help']);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Example:\n  redoubt ${line}`);
    expect(stdout).toContain('--config <file>');
    expect(stdout).toContain('--json');
  },
);

test('--version is the package’s', async () => {
  const { version } = jest.requireActual<{ version: string }>('../../package.json');
  expect(await collectCli(['--version'])).toEqual({ exitCode: 0, stdout: `${version}\n`, stderr: '' });
});

import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, matchesGlob } from 'node:path';
import { Readable } from 'node:stream';
import type { Command } from 'commander';
import type { CliIo } from '../../src/cli/cli-io';
import { buildProgram } from '../../src/cli/program';
import { scripts } from '../../package.json';

const root = join(__dirname, '../..');
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8');

interface VsCodeFiles {
  readonly 'tasks.json': { readonly tasks: readonly Task[] };
  readonly 'launch.json': { readonly configurations: readonly Launch[] };
  readonly 'settings.json': { readonly 'yaml.schemas': Readonly<Record<string, readonly string[]>> };
  readonly 'extensions.json': { readonly recommendations: readonly string[] };
}

interface Task {
  readonly label: string;
  readonly type: string;
  readonly script?: string;
  readonly command?: string;
  readonly dependsOn?: string;
}

interface Launch {
  readonly name: string;
  readonly runtimeExecutable: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly preLaunchTask?: string;
}

// Each field that is read from it is looked at below.
const jsonOf = <Name extends keyof VsCodeFiles>(name: Name): VsCodeFiles[Name] =>
  JSON.parse(textOf(`.vscode/${name}`)) as VsCodeFiles[Name];

const runFiles = readdirSync(join(root, '.run'));
const { tasks } = jsonOf('tasks.json');
const { configurations } = jsonOf('launch.json');

const silent: CliIo = {
  stdout: { write: () => undefined },
  stderr: { write: () => undefined },
  stdin: Readable.from([]),
  env: {},
  cwd: root,
  interrupted: () => new AbortController().signal,
  setExitCode: () => undefined,
};

/** What is wrong with the words after `redoubt`: a command or an option that does not exist. */
function problemsOf(words: readonly string[]): readonly string[] {
  let command: Command = buildProgram(silent);
  const names = [...words];
  for (;;) {
    const next = command.commands.find((known) => known.name() === names[0]);
    if (next === undefined) break;
    command = next;
    names.shift();
  }
  if (command.commands.length > 0) return [`no command: ${words.join(' ')}`];
  const known = command.options.map(({ long }) => long);
  return names.filter((word) => word.startsWith('--') && !known.includes(word)).map((word) => `no option: ${word}`);
}

/** A shell line is right when each program of ours in it is. */
function shellProblems(line: string): readonly string[] {
  const ours = [...line.matchAll(/npx redoubt ([^&|)]*)/g)].map(([, words = '']) => words);
  const others = [...line.matchAll(/npx (\S+)/g)].map(([, program = '']) => program);
  return [
    ...ours.flatMap((words) => problemsOf(words.replaceAll('"', ' ').trim().split(/\s+/))),
    ...others
      .filter((program) => program !== 'redoubt' && !existsSync(join(root, 'node_modules/.bin', program)))
      .map((program) => `no program: ${program}`),
    ...(line.includes('npx ') ? [] : [`nothing of ours: ${line}`]),
  ];
}

const scriptProblems = (script: string | undefined): readonly string[] =>
  script !== undefined && Object.hasOwn(scripts, script) ? [] : [`no script: ${script}`];

describe('in VS Code', () => {
  test.each(tasks.map((task) => [task.label, task] as const))('the task “%s” runs something that exists', (_, task) => {
    expect(task.type === 'npm' ? scriptProblems(task.script) : shellProblems(task.command ?? '')).toEqual([]);
    if (task.dependsOn !== undefined) expect(tasks.map(({ label }) => label)).toContain(task.dependsOn);
  });

  test.each(configurations.map((launch) => [launch.name, launch] as const))(
    '“%s” launches what exists',
    (_, launch) => {
      const program = launch.program.replace('${workspaceFolder}/', '');
      expect(existsSync(join(root, program))).toBe(true);
      if (program === 'bin/redoubt.js') expect(problemsOf(launch.args)).toEqual([]);
      if (launch.preLaunchTask !== undefined) expect(tasks.map(({ label }) => label)).toContain(launch.preLaunchTask);
    },
  );

  test('a configuration is completed and checked by its schema', () => {
    const [schema = '', patterns] = Object.entries(jsonOf('settings.json')['yaml.schemas'])[0] ?? [];
    expect(JSON.parse(textOf(schema))).toHaveProperty('properties.databases');
    expect(patterns?.some((pattern) => matchesGlob('examples/docker/redoubt.yaml', `**/${pattern}`))).toBe(true);
  });

  test('the recommended extensions are named as the marketplace does', () => {
    const { recommendations } = jsonOf('extensions.json');
    for (const id of recommendations) expect(id).toMatch(/^[a-z0-9-]+\.[a-z0-9-]+$/);
  });
});

/** The value of an attribute, as XML has it. */
const unescaped = (text: string): string =>
  text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

describe('in IntelliJ', () => {
  test.each(runFiles)('%s runs something that exists', (file) => {
    const xml = textOf(`.run/${file}`);
    expect(file).toBe(`${/<configuration [^>]*name="([^"]*)"/.exec(xml)?.[1]}.run.xml`);
    const scripts = [...xml.matchAll(/<script value="([^"]*)"/g)].map(([, script]) => script);
    const shell = /name="SCRIPT_TEXT" value="([^"]*)"/.exec(xml)?.[1];
    const words = /application-parameters="([^"]*)"/.exec(xml)?.[1];
    expect([scripts.length > 0, shell !== undefined, words !== undefined]).toContain(true);
    expect(scripts.flatMap(scriptProblems)).toEqual([]);
    expect(shell === undefined ? [] : shellProblems(unescaped(shell))).toEqual([]);
    expect(words === undefined ? [] : problemsOf(words.split(' '))).toEqual([]);
  });

  test('there is each task of VS Code, but for what needs the file that is open', () => {
    const labels = tasks.filter(({ command }) => command?.includes('${') !== true).map(({ label }) => label);
    expect(runFiles).toEqual(expect.arrayContaining(labels.map((label) => `${label}.run.xml`)));
  });

  const hasPython = spawnSync('python3', ['--version']).status === 0;
  (hasPython ? test : test.skip)(`each file is XML${hasPython ? '' : ' (skipped: python3 is not installed)'}`, () => {
    const parse = 'import sys, xml.dom.minidom\nfor f in sys.argv[1:]: xml.dom.minidom.parse(f)';
    const paths = runFiles.map((file) => join(root, '.run', file));
    const { status, stderr } = spawnSync('python3', ['-c', parse, ...paths], { encoding: 'utf8' });
    // oxlint-disable-next-line jest/no-standalone-expect -- it stands in a test, chosen above
    expect([status, stderr]).toEqual([0, '']);
  });
});

test('none of them is left out of the repository', () => {
  const files = [
    ...readdirSync(join(root, '.vscode')).map((file) => `.vscode/${file}`),
    ...runFiles.map((file) => `.run/${file}`),
  ];
  const { status } = spawnSync('git', ['check-ignore', ...files], { cwd: root });
  expect(status).not.toBe(0);
});

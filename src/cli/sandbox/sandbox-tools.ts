import type { Command } from 'commander';
import { explainMissing, installTools, purgeTools } from '../../sandbox/tools/install-tools';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { sayTo } from './sandbox-place';

/** `redoubt sandbox install`, `redoubt sandbox purge` */
export function addSandboxToolCommands(sandbox: Command, io: CliIo): void {
  const install = sandbox
    .command('install')
    .description('Get the programs that the sandbox runs: found on PATH, downloaded, or built (which takes minutes).')
    .action((_options: unknown, self: Command) => installCommand(self, io));
  addExample(install, 'redoubt sandbox install');

  const purge = sandbox
    .command('purge')
    .description('Remove the programs that `redoubt sandbox install` keeps for this user.')
    .action((_options: unknown, self: Command) => {
      const directory = purgeTools(io.env);
      printResult(io, globalOptions(self), { removed: directory }, `removed ${directory}`);
    });
  addExample(purge, 'redoubt sandbox purge');
}

async function installCommand(self: Command, io: CliIo): Promise<void> {
  const say = sayTo(io);
  const outcomes = await installTools({ env: io.env, onProgress: say });
  if (outcomes.some(({ found }) => found === undefined)) {
    say(`${explainMissing(outcomes, io.env)}\nThe sandbox runs without it.`);
  }
  const tools = outcomes.flatMap(({ tool, found }) =>
    found === undefined ? [] : [{ name: tool.name, path: found.path }],
  );
  const text = tools.map(({ name, path }) => `${name.padEnd(11)} ${path}`).join('\n');
  printResult(io, globalOptions(self), { tools }, text);
}

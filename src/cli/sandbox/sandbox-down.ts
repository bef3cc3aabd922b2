import type { Command } from 'commander';
import { stopSandbox } from '../../sandbox/stop-sandbox';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { runningSandbox, sandboxPlace } from './sandbox-place';

/** `redoubt sandbox down`, `redoubt sandbox stop` */
export function addSandboxDown(sandbox: Command, io: CliIo): void {
  const down = sandbox
    .command('down')
    .description('Stop the sandbox and remove its data, objects and keys. Nothing else is touched.')
    .option('--keep', 'keep them: the next `redoubt sandbox up` goes on with them')
    .action(async (options: { readonly keep?: boolean }, self: Command) => {
      const keep = options.keep === true;
      const directory = sandboxPlace(io);
      const stopped = await stopSandbox(directory, io.env, !keep);
      const text = `${stopped ? 'stopped the sandbox' : 'no sandbox ran'}${keep ? `; its data is in ${directory}` : ''}`;
      printResult(io, globalOptions(self), { stopped, directory }, text);
    });
  addExample(down, 'redoubt sandbox down');

  const stop = sandbox
    .command('stop')
    .description('Stop one part, as if that place had failed: `redoubt sandbox up` starts it again with its data.')
    .argument('<part>', 'temporal, oracle, london, frankfurt or stockholm')
    .action(async (part: string, _options: unknown, self: Command) => {
      await runningSandbox(io).stop(part);
      printResult(io, globalOptions(self), { stopped: part }, `stopped ${part}`);
    });
  addExample(stop, 'redoubt sandbox stop london');
}

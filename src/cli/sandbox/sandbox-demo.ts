import type { Command } from 'commander';
import { BackupError } from '../../errors';
import { runDemo } from '../../sandbox/demo/run-demo';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { sandboxPlace, sayTo } from './sandbox-place';
import { parseBytes } from './sandbox-up';

interface DemoCommandOptions {
  readonly keep?: boolean;
  readonly bytes: number;
}

/** Two acts in two to three minutes. */
const demoBytes = 128 * 1024 * 1024;

/** `redoubt sandbox demo` */
export function addSandboxDemo(sandbox: Command, io: CliIo): void {
  const command = sandbox
    .command('demo')
    .description(
      'Back up a database, lose a region, restore from the others and compare; then again by a deadline. All by itself.',
    )
    .option('--keep', 'leave the sandbox running afterwards, to look around')
    .option('--bytes <n>', 'how much data the database holds', parseBytes, demoBytes)
    .action((options: DemoCommandOptions, self: Command) => demo(options, self, io));
  addExample(command, 'redoubt sandbox demo --keep');
}

async function demo({ keep, bytes }: DemoCommandOptions, self: Command, io: CliIo): Promise<void> {
  const say = sayTo(io);
  const signal = io.interrupted();
  try {
    const result = await runDemo({
      // Beside the user's own sandbox, which may be running.
      directory: `${sandboxPlace(io)}-demo`,
      env: io.env,
      demoBytes: bytes,
      keep: keep === true,
      say,
      signal,
    });
    printResult(io, globalOptions(self), { held: true, ...result }, 'the demo held');
  } catch (cause) {
    if (!signal.aborted) throw cause;
    throw new BackupError('CANCELLED', 'the demo was interrupted; nothing of it runs any more', { cause });
  }
}

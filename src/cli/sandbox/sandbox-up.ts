import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { bytesPerSecondOf } from '../../domain/bandwidth';
import { BackupError } from '../../errors';
import type { SandboxData } from '../../sandbox/new-sandbox-state';
import type * as StartSandbox from '../../sandbox/start-sandbox';
import { installTools } from '../../sandbox/tools/install-tools';
import { tools } from '../../sandbox/tools/tool';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { sandboxPlace, sayTo } from './sandbox-place';
import { describeStatus } from './sandbox-status';

interface UpOptions {
  readonly load?: string;
  readonly demoBytes?: number;
  readonly small?: boolean;
  readonly bandwidth?: string;
}

const smallBytes = 10 * 1024 * 1024;

/** `redoubt sandbox up` */
export function addSandboxUp(sandbox: Command, io: CliIo): void {
  const command = sandbox
    .command('up')
    .description('Start the sandbox, or what is missing of it, and leave it running.')
    .option('--load <dir>', 'fill SALES from this folder of CSV files (a header row; schema.sql for types)')
    .option('--demo-bytes <n>', 'fill SALES with so many bytes of made-up rows (default: 256 MiB)', parseBytes)
    .option('--small', 'fill SALES with 10 MiB of made-up rows')
    .option(
      '--bandwidth <rate>',
      'each region’s limit in the configuration, such as 80Mbit/s (default: none)',
      parseRate,
    )
    .action((options: UpOptions, self: Command) => up(options, self, io));
  addExample(command, 'redoubt sandbox up', 'redoubt sandbox up --load ./my-csv-files');
}

async function up(options: UpOptions, self: Command, io: CliIo): Promise<void> {
  const say = sayTo(io);
  const data = wantedData(options, io);
  await installTools({ env: io.env, onProgress: say, wanted: tools.filter((tool) => !tool.optional) });
  // Loaded here only: it brings the Oracle driver, which `sandbox install` and `status` start faster without.
  const { startSandbox } = require('../../sandbox/start-sandbox') as typeof StartSandbox;
  const { sandbox, started } = await startSandbox({
    directory: sandboxPlace(io),
    env: io.env,
    onProgress: say,
    ...(data === undefined ? {} : { data }),
    ...(options.bandwidth === undefined ? {} : { bandwidth: options.bandwidth }),
  });
  say(started.length === 0 ? 'the sandbox runs already: nothing was changed' : 'the sandbox is ready');
  const status = await sandbox.status();
  printResult(io, globalOptions(self), status, describeStatus(status, sandbox));
}

/** undefined: whatever the sandbox holds, or the demo's rows in a new one. */
function wantedData(options: UpOptions, io: CliIo): SandboxData | undefined {
  const given = [options.load, options.demoBytes, options.small].filter((option) => option !== undefined);
  if (given.length > 1) throw new BackupError('USAGE', 'give one of --load, --demo-bytes and --small');
  if (options.load !== undefined) {
    const load = resolve(io.cwd, options.load);
    if (!existsSync(load)) throw new BackupError('LOAD_INVALID', `there is no folder ${load}`);
    return { load };
  }
  if (options.small === true) return { demoBytes: smallBytes };
  return options.demoBytes === undefined ? undefined : { demoBytes: options.demoBytes };
}

function parseRate(text: string): string {
  if (bytesPerSecondOf(text) === undefined) throw new InvalidArgumentError('a rate such as 80Mbit/s or 10MB/s');
  return text;
}

export function parseBytes(text: string): number {
  const bytes = Number(text);
  if (!Number.isSafeInteger(bytes) || bytes < 0) throw new InvalidArgumentError('a number of bytes');
  return bytes;
}

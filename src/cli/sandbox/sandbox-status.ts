import type { Command } from 'commander';
import type { Sandbox } from '../../sandbox/sandbox';
import { statusAsEnvironment, type SandboxStatus } from '../../sandbox/sandbox-status';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { runningSandbox, sayTo } from './sandbox-place';

/** `redoubt sandbox status` */
export function addSandboxStatus(sandbox: Command, io: CliIo): void {
  const command = sandbox
    .command('status')
    .description('Say where everything of the running sandbox is, with what it takes to get in.')
    .option('--env', 'print export lines for a shell')
    .action((options: { readonly env?: boolean }, self: Command) => printStatus(options.env === true, self, io));
  addExample(command, 'redoubt sandbox status --json', 'eval "$(redoubt sandbox status --env)"');
}

async function printStatus(asEnvironment: boolean, self: Command, io: CliIo): Promise<void> {
  const sandbox = runningSandbox(io);
  const status = await sandbox.status();
  const down = partsDown(sandbox);
  if (down.length > 0) sayTo(io)(`down: ${down.join(', ')} (\`redoubt sandbox up\` starts what is missing)`);
  const text = asEnvironment ? statusAsEnvironment(status) : describeStatus(status, sandbox);
  printResult(io, globalOptions(self), status, text);
}

function partsDown(sandbox: Sandbox): readonly string[] {
  return [...sandbox.running()].filter(([, running]) => !running).map(([name]) => name);
}

/** For people. */
export function describeStatus(status: SandboxStatus, sandbox: Sandbox): string {
  const { temporal, oracle } = status;
  const running = sandbox.running();
  const state = (name: string): string => (running.get(name) === true ? '' : '  (down)');
  return [
    `Temporal   ${temporal.address}  namespace ${temporal.namespace}${state('temporal')}`,
    `           ${temporal.ui}`,
    `Oracle     ${oracle.connectString}  user ${oracle.user}, password ${oracle.password}${state('oracle')}`,
    '           a stand-in for Oracle: it answers what Redoubt asks, and plain SELECTs',
    ...status.regions.map(
      ({ name, endpoint, region, bucket }) =>
        `${name.padEnd(10)} ${endpoint}  region ${region}, bucket ${bucket}${state(name)}`,
    ),
    `config     ${status.config}`,
    `identity   ${status.identity}`,
    `logs       ${sandbox.logDirectory}`,
  ].join('\n');
}

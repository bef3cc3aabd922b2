import type { Command } from 'commander';
import { addExample, type CliIo } from '../cli-io';
import { addSandboxToolCommands } from './sandbox-tools';
import { addSandboxCompare } from './sandbox-compare';
import { addSandboxDemo } from './sandbox-demo';
import { addSandboxUp } from './sandbox-up';
import { addSandboxStatus } from './sandbox-status';
import { addSandboxDown } from './sandbox-down';
import { addSandboxFault } from './sandbox-fault';

/** `redoubt sandbox …` */
export function addSandboxCommands(program: Command, io: CliIo): void {
  const sandbox = program
    .command('sandbox')
    .description('Temporal, three S3 regions and an Oracle stand-in on this machine, to try Redoubt and to test it.');
  addExample(sandbox, 'redoubt sandbox up', 'redoubt sandbox status', 'redoubt sandbox down');
  addSandboxUp(sandbox, io);
  addSandboxStatus(sandbox, io);
  addSandboxDown(sandbox, io);
  addSandboxFault(sandbox, io);
  addSandboxCompare(sandbox, io);
  addSandboxDemo(sandbox, io);
  addSandboxToolCommands(sandbox, io);
}

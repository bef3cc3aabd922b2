import { resolve } from 'node:path';
import type { Command } from 'commander';
import { BackupError, describeError } from '../../errors';
import type * as CompareRestored from '../../sandbox/compare/compare-restored';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { runningSandbox } from './sandbox-place';

/** `redoubt sandbox compare` */
export function addSandboxCompare(sandbox: Command, io: CliIo): void {
  const command = sandbox
    .command('compare')
    .description('Import restored dump files into the stand-in and compare every row with what it held at the SCN.')
    .argument('<database>', 'sales')
    .requiredOption('--from <dir>', 'the folder that `redoubt restore` filled')
    .action((database: string, options: { readonly from: string }, self: Command) =>
      compare(database, resolve(io.cwd, options.from), self, io),
    );
  addExample(command, 'redoubt sandbox compare sales --from ./restored');
}

async function compare(database: string, folder: string, self: Command, io: CliIo): Promise<void> {
  if (database !== 'sales') throw new BackupError('UNKNOWN_DATABASE', `the sandbox has no database "${database}"`);
  // Loaded here only, as it brings the Oracle driver.
  const { compareRestored } = require('../../sandbox/compare/compare-restored') as typeof CompareRestored;
  const comparison = await compareRestored(runningSandbox(io), folder, io.interrupted());
  printResult(io, globalOptions(self), comparison, describeComparison(comparison));
  if (!comparison.equal) io.setExitCode(describeError('COMPARE_DIFFERS').exitCode);
}

function describeComparison({ equal, scn, tables }: CompareRestored.RestoreComparison): string {
  const lines = tables.flatMap(({ table, rows, restoredRows, equal: same, differences }) => [
    `${same ? 'equal  ' : 'DIFFERS'}  ${table.padEnd(30)} ${rows} rows at the SCN, ${restoredRows} restored`,
    ...differences.map((difference) => `           ${difference}`),
  ]);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const verdict = equal ? 'every row is equal' : 'COMPARE_DIFFERS: not every row is equal';
  return [...lines, `${verdict}: ${tables.length} tables, ${rows} rows, SCN ${scn}`].join('\n');
}

import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { installationTag } from '../../config/installation-tag';
import { loadConfig } from '../../config/load-config';
import { BackupError } from '../../errors';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { applySteps } from './apply-steps';
import { describeSteps, planApply, type ApplyStep } from './plan-apply';
import { requireRuns } from './read-plan';
import { withTemporal } from '../temporal-client';

interface ApplyOptions {
  readonly yes?: boolean;
  readonly dryRun?: boolean;
}

/** `redoubt schedule apply` */
export function addScheduleApply(group: Command, io: CliIo): void {
  const command = group
    .command('apply')
    .description('Make Temporal’s schedules what `schedules:` of the configuration says. Others are not touched.')
    .option('--dry-run', 'show the difference, and change nothing')
    .option('--yes', 'do not ask')
    .action((given: ApplyOptions, self: Command) => apply(given, self, io));
  addExample(command, 'redoubt schedule apply --dry-run', 'redoubt schedule apply --yes');
}

async function apply({ yes, dryRun }: ApplyOptions, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  for (const plan of Object.values(config.schedules)) requireRuns(plan, Date.now());
  const installation = installationTag(config, io.env);
  await withTemporal(config, io, async ({ client }) => {
    const steps = await planApply(client, config, installation);
    const difference = describeSteps(steps);
    const isNothing = steps.length === 0 || dryRun === true;
    if (!isNothing) {
      if (!options.json) io.stdout.write(`${difference}\n`);
      if (yes !== true) await askFirst(io, steps.length);
      await applySteps(client, steps, installation);
    }
    const done = `applied: ${steps.length} schedule${steps.length === 1 ? '' : 's'} changed`;
    printResult(io, options, { applied: !isNothing, steps: steps.map(stepForScripts) }, isNothing ? difference : done);
  });
}

const stepForScripts = (step: ApplyStep): Readonly<Record<string, unknown>> => ({
  scheduleId: step.scheduleId,
  action: step.action,
  changes: step.action === 'delete' ? [] : step.changes,
});

/** @throws BackupError USAGE where there is nobody to ask; CANCELLED for a no. */
async function askFirst({ stdin, stderr }: CliIo, count: number): Promise<void> {
  if (Reflect.get(stdin, 'isTTY') !== true) {
    throw new BackupError('USAGE', 'nothing was changed: there is no terminal to ask on', {
      hint: 'Give --yes to make these changes, or --dry-run to see them only.',
    });
  }
  stderr.write(`change ${count} schedule${count === 1 ? '' : 's'}? [y/N] `);
  const lines = createInterface({ input: stdin });
  const { value: answer } = await lines[Symbol.asyncIterator]().next();
  lines.close();
  if (/^y(es)?$/i.test(String(answer).trim())) return;
  throw new BackupError('CANCELLED', 'nothing was changed', { hint: 'Answer y, or give --yes.' });
}

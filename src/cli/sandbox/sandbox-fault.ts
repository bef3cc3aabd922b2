import type { Command } from 'commander';
import { BackupError } from '../../errors';
import { faultSchema, type Fault, type FaultKind } from '../../sandbox/oracle/faults';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { runningSandbox } from './sandbox-place';

const faultKinds = faultSchema.options.map((option) => option.shape.kind.value);

/** `redoubt sandbox fault add|clear|list` */
export function addSandboxFault(sandbox: Command, io: CliIo): void {
  const fault = sandbox.command('fault').description(`Make the Oracle stand-in fail: ${faultKinds.join(', ')}.`);

  const add = fault
    .command('add')
    .description('Set a fault; it stays until it is cleared, or used up where `times` is given.')
    .argument('<kind>', faultKinds.join(', '))
    .option('--details <json>', 'its fields, as a JSON object')
    .action(async (kind: string, options: { readonly details?: string }, self: Command) => {
      const added = parseFault(kind, options.details);
      await runningSandbox(io).oracle.addFault(added);
      printResult(io, globalOptions(self), { added }, `set ${JSON.stringify(added)}`);
    });
  addExample(add, `redoubt sandbox fault add stop-job --details '{"atPercent":50,"times":1}'`);

  const clear = fault
    .command('clear')
    .description('Clear the faults of a kind, or all.')
    .argument('[kind]', faultKinds.join(', '))
    .action(async (kind: string | undefined, _options: unknown, self: Command) => {
      await runningSandbox(io).oracle.clearFaults(kind === undefined ? undefined : parseKind(kind));
      printResult(io, globalOptions(self), { cleared: kind ?? 'all' }, `cleared ${kind ?? 'all faults'}`);
    });
  addExample(clear, 'redoubt sandbox fault clear');

  const list = fault
    .command('list')
    .description('List the faults that are set.')
    .action(async (_options: unknown, self: Command) => {
      const faults = await runningSandbox(io).oracle.listFaults();
      const text = faults.map((one) => JSON.stringify(one)).join('\n') || 'no fault is set';
      printResult(io, globalOptions(self), { faults }, text);
    });
  addExample(list, 'redoubt sandbox fault list');
}

function parseKind(text: string): FaultKind {
  const kind = faultKinds.find((candidate) => candidate === text);
  if (kind !== undefined) return kind;
  throw new BackupError('USAGE', `there is no fault "${text}"; there are ${faultKinds.join(', ')}`);
}

function parseFault(kind: string, details: string | undefined): Fault {
  let fields: unknown;
  try {
    fields = JSON.parse(details ?? '{}');
  } catch (cause) {
    throw new BackupError('USAGE', `--details is not JSON: ${details}`, { cause });
  }
  const parsed = faultSchema.safeParse({ ...Object(fields), kind: parseKind(kind) });
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  throw new BackupError('USAGE', `the fault's details are wrong: ${issues.join('; ')}`);
}

import { parseArgs } from 'node:util';
import type { MeasuredLever } from './lever';
import { openLeverLab } from './lever-lab';
import { levers } from './levers';
import { measureLever } from './measure';
import { ratioOf, rowOf, tableHead } from './table';

/** Each lever of the pace alone, in a lab that is held back by what it is for: pairs of runs with it and without. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      pairs: { type: 'string', default: '3' },
      only: { type: 'string', multiple: true },
      megabytes: { type: 'string', default: '48' },
      json: { type: 'boolean', default: false },
    },
  });
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const lab = await openLeverLab(Number(values.megabytes) * 1e6);
  const measured: MeasuredLever[] = [];
  try {
    for (const line of [`${values.megabytes} MB of ${lab.data}`, '', ...tableHead]) say(line);
    for (const lever of levers.filter(({ name }) => values.only?.includes(name) ?? true)) {
      const lacking = lever.lacks?.();
      if (lacking !== undefined) {
        say(`${lever.name}: left out, ${lacking}`);
        continue;
      }
      const result = await measureLever(lever, lab, Number(values.pairs));
      measured.push(result);
      say(rowOf(result));
    }
  } finally {
    await lab.close();
  }
  const results = measured.map((lever) => ({ ...lever, timesAsFast: ratioOf(lever) }));
  if (values.json) process.stdout.write(`${JSON.stringify({ levers: results })}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

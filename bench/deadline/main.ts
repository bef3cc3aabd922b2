/**
 * `npm run bench:deadline`: are deadlines kept? Simulated nights go through the real workflows, in virtual time.
 * `-- --seed 1 --nights 100 --json`. The rules (src/domain/pace.ts, forecast.ts and their neighbours) are tuned on seeds
 * from 1000 on, and never on those that the documentation shows, 1 to 100.
 */
import { parseArgs } from 'node:util';
import { runNights } from './run-nights';
import { scoreFacts, scoreLines } from './score';
import { describeGenerator, describeScores } from './table';
import { WorkflowSandbox } from './workflow-sandbox';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: 'string', default: '1' },
      nights: { type: 'string', default: '100' },
      json: { type: 'boolean', default: false },
    },
  });
  const from = Number(values.seed);
  const count = Number(values.nights);
  if (!Number.isInteger(from) || !Number.isInteger(count) || count < 1)
    throw new RangeError('a seed and a number of nights');
  const nights = await runNights(await WorkflowSandbox.open(), { from, count });
  const [lines, facts] = [scoreLines(nights), scoreFacts(nights)];
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ from, count, lines, facts, nights }, null, 2)}\n`
      : `Seeds ${from} to ${from + count - 1}.\n\n${describeScores(lines, facts)}\n\n${describeGenerator()}\n`,
  );
}

main().then(
  () => process.exit(0),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exit(1);
  },
);

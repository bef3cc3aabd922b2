import { writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { redoubt } from '../../test/harness/redoubt-command';
import { labLacks } from '../../test/lab/lab-needs';
import { openWanInstallation, type WanInstallation } from '../../test/lab/wan-installation';
import { causes } from './causes';
import { judge, removeObjects, type Judgement } from './judge';
import { runLine, summary } from './summary';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      only: { type: 'string', multiple: true },
      megabytes: { type: 'string', default: '20' },
      /** Where the report of each run is kept, as JSON: for who wants to see why it said so. */
      reports: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const lacks = labLacks();
  if (lacks !== undefined) throw new Error(`this needs network namespaces and TUN devices: ${lacks}`);
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const installation = await openWanInstallation({
    links: { far: { roundTripMs: 2, rateMbit: 200 } },
    data: { noiseBytes: Number(values.megabytes) * 1e6 },
  });
  const judgements: Judgement[] = [];
  try {
    for (const cause of causes.filter(({ name }) => values.only?.includes(name) ?? true)) {
      const lacking = cause.lacks?.();
      if (lacking !== undefined) {
        say(`${cause.name}: left out, ${lacking}`);
        continue;
      }
      const runs: Judgement[] = [];
      while (runs.length < Number(values.runs)) {
        const judgement = await judge(installation, cause);
        runs.push(judgement);
        say(runLine(judgement));
        if (values.reports !== undefined) await keepReport(installation, judgement, values.reports);
        await removeObjects(installation);
      }
      judgements.push(...runs);
      say(summary(cause, runs));
    }
  } finally {
    await installation.close();
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ judgements })}\n`);
}

async function keepReport({ sandbox }: WanInstallation, judgement: Judgement, folder: string): Promise<void> {
  const { backupId, config, cause } = judgement;
  const { stdout } = await redoubt(['backup', 'report', backupId, '--json', '--config', config], sandbox.directory);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${cause}-${backupId}.json`), stdout);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

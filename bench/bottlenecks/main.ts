import { parseArgs } from 'node:util';
import { labLacks } from '../../test/lab/lab-needs';
import { openWanInstallation } from '../../test/lab/wan-installation';
import { causes, type Cause } from './causes';
import { judge, type Judgement } from './judge';

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      runs: { type: 'string', default: '10' },
      only: { type: 'string', multiple: true },
      megabytes: { type: 'string', default: '60' },
      json: { type: 'boolean', default: false },
    },
  });
  const lacks = labLacks();
  if (lacks !== undefined) throw new Error(`this needs network namespaces and TUN devices: ${lacks}`);
  const out = values.json ? process.stderr : process.stdout;
  const installation = await openWanInstallation({
    links: { far: { roundTripMs: 2, rateMbit: 200 } },
    data: { noiseBytes: Number(values.megabytes) * 1e6 },
  });
  const judgements: Judgement[] = [];
  try {
    for (const cause of causes.filter(({ expected }) => values.only?.includes(expected) ?? true)) {
      const runs: Judgement[] = [];
      while (runs.length < Number(values.runs)) runs.push(await judge(installation, cause));
      judgements.push(...runs);
      out.write(`${summary(cause, runs)}\n`);
    }
  } finally {
    await installation.close();
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ judgements })}\n`);
}

function summary({ expected, title }: Cause, runs: readonly Judgement[]): string {
  const right = runs.filter(({ named }) => named === expected).length;
  const others = [...new Set(runs.map(({ named }) => named ?? 'nothing').filter((named) => named !== expected))];
  const wrong = others.length === 0 ? '' : `, otherwise ${others.join(', ')}`;
  return `${expected.padEnd(10)} ${right} of ${runs.length}${wrong} (${title})`;
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

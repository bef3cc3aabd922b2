import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { BackupResult } from '../../src/domain/backup-result';
import { labLacks } from '../../test/lab/lab-needs';
import { openWanInstallation, type WanInstallation } from '../../test/lab/wan-installation';
import { inCopyPhase } from '../wan/follow-backup';
import { causes, type Cause } from './causes';

/** What the report said in one run; null where nothing was named. */
export interface Judgement {
  readonly expected: string;
  readonly named: string | null;
  readonly evidence: string | null;
}

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

/** One whole backup under one cause. */
async function judge(installation: WanInstallation, cause: Cause): Promise<Judgement> {
  const link = installation.lab.link('far');
  await link.change({ lossShare: 0, ...cause.link });
  link.setRouteCongestionControl(cause.plain === true ? 'cubic' : undefined);
  const config = installation.writeConfig(`bottleneck-${cause.expected}`, (config) => {
    config.acceleration = { scope: cause.plain === true ? 'off' : 'socket' };
    cause.configure?.(config, installation);
  });
  const worker = await installation.worker(`host-${randomUUID().slice(0, 8)}`, config);
  const undo = await cause.arrange?.(installation, worker);
  try {
    const handle = await installation.client.workflow.start('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `bottleneck-${randomUUID()}`,
      args: [{ database: 'sales' }],
    });
    await inCopyPhase(handle);
    cause.atCopy?.(installation);
    const result: BackupResult = await handle.result();
    const main = result.monitor?.main ?? null;
    return { expected: cause.expected, named: main?.bottleneck ?? null, evidence: main?.evidence ?? null };
  } finally {
    await undo?.();
    await worker.kill();
  }
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

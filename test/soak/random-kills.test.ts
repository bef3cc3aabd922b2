import { randomBytes } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { manyParts } from '../harness/many-parts';
import { expectOneCorrectBackup } from '../harness/one-correct-backup';
import type { WorkerProcess } from '../harness/worker-process';
import { describeKills, planKills, type Strike, type Victim } from './kill-plan';

/**
 * Any processes killed at any moment, again and again. By hand: SOAK_ROUNDS=50 npm run test:soak; the same again:
 * SOAK_SEED=… (the titles have it), one round of it: SOAK_FIRST=7 SOAK_ROUNDS=1.
 */
const seed = process.env['SOAK_SEED'] ?? randomBytes(4).toString('hex');
const first = Number(process.env['SOAK_FIRST'] ?? 1);
const rounds = Array.from({ length: Number(process.env['SOAK_ROUNDS'] ?? 10) }, (_, i) => {
  const strikes = planKills(seed, first + i);
  return { title: `round ${first + i} of seed ${seed}: ${describeKills(strikes)}`, strikes };
});

let lab: BackupLab;
const workers = new Map<Victim, WorkerProcess>();
beforeAll(async () => {
  lab = await openBackupLab(manyParts);
  for (const host of ['a', 'b']) workers.set(`worker ${host}` as Victim, await lab.worker(host));
});
afterAll(() => lab.close());

test.each(rounds)('$title', async ({ strikes }) => {
  await lab.sandbox.oracle.clearFaults();
  // So that a backup lasts long enough to be struck in each phase.
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 5_000_000 });
  await lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: 50 });
  const handle = await lab.start();
  for (const strike of strikes) await suffer(strike);
  await expectOneCorrectBackup(lab, handle);
});

async function suffer({ afterMs, victims, downForMs }: Strike): Promise<void> {
  await setTimeout(afterMs);
  await Promise.all(victims.map((victim) => workers.get(victim)?.kill() ?? lab.sandbox.kill(victim)));
  await setTimeout(downForMs);
  // Workers come last: they need Temporal to start.
  for (const part of victims.filter((victim) => !workers.has(victim))) await lab.sandbox.start(part);
  for (const victim of victims.filter((each) => workers.has(each))) {
    workers.set(victim, await lab.worker(victim.replace('worker ', '')));
  }
}

import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { configSchema } from '../../src/config/schema';
import type { BackupProgress } from '../../src/domain/backup-progress';
import type { BackupResult } from '../../src/domain/backup-result';
import { waitFor } from '../../test/harness/wait-for';
import type { WanInstallation } from '../../test/lab/wan-installation';
import { LateLink } from '../../test/lab/wan-link';
import { ArrivalWatch, congestionControlTo } from './arrivals';
import type { Cell, CellPlan, Mode } from './cell';

export interface CellOptions {
  /** By region: its link. All run in one mode. */
  readonly plans: Readonly<Record<string, CellPlan>>;
  readonly mode: Mode;
  /** After so long in the copy phase a plain run is stopped. */
  readonly seconds: number;
}

/** Runs one whole backup; again, once, if a link forwarded late. */
export async function runCell(installation: WanInstallation, options: CellOptions): Promise<readonly Cell[]> {
  const first = await runOnce(installation, options);
  return first.some(({ rejected }) => rejected !== undefined) ? runOnce(installation, options) : first;
}

async function runOnce(installation: WanInstallation, options: CellOptions): Promise<readonly Cell[]> {
  const { lab, client, regions } = installation;
  const names = Object.keys(options.plans);
  for (const name of names) {
    const plan = options.plans[name];
    if (plan === undefined) continue;
    const { rttMs, lossPct, rateMbit } = plan;
    const link = lab.link(name);
    await link.change({ roundTripMs: rttMs, lossShare: lossPct / 100, rateMbit, queueBytes: queueBytes(plan) });
    link.setRouteCongestionControl(options.mode === 'plain' ? 'cubic' : undefined);
  }
  const config = installation.writeConfig(`wan-${options.mode}`, (changed) => {
    const sales = changed.databases['sales'];
    if (sales !== undefined) sales.copies = { ...sales.copies, regions: names, minCopies: names.length };
    setMode(changed, options.mode);
  });
  const worker = await installation.worker(`wan-${randomUUID().slice(0, 8)}`, config);
  const watches = new Map(
    names.map((name) => [name, new ArrivalWatch(lab.link(name).far, regions[name]?.port ?? 0)] as const),
  );
  try {
    const handle = await client.workflow.start('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `wan-${randomUUID()}`,
      args: [{ database: 'sales' }],
    });
    const startedAtMs = performance.now();
    await inCopyPhase(handle);
    const before = new Map<string, number>();
    for (const [name, watch] of watches) {
      await lab.link(name).statistics({ reset: true });
      before.set(name, watch.look().bytes);
      watch.start();
    }
    const cpuBefore = hostCpu();
    const copyStartedAtMs = performance.now();
    const used = new Map<string, string>();
    const ending = await watchCopy(handle, options, () => {
      for (const name of names) {
        const seen = congestionControlTo(lab.near, lab.link(name).farAddress.ipv4, regions[name]?.port ?? 0);
        if (seen !== '') used.set(name, seen);
      }
    });
    const copySeconds = (performance.now() - copyStartedAtMs) / 1000;
    const cpuShare = hostCpu().busyShareSince(cpuBefore);
    const cells: Cell[] = [];
    for (const name of names) {
      const plan = options.plans[name];
      const watch = watches.get(name);
      if (plan === undefined || watch === undefined) continue;
      watch.stop();
      const arrived = watch.look();
      const { up, down } = await lab.link(name).statistics();
      const goodputMbit = ((arrived.bytes - (before.get(name) ?? 0)) * 8) / copySeconds / 1e6;
      const rejected = await whyRejected(installation, name);
      cells.push({
        ...plan,
        ...(names.length > 1 ? { region: name } : {}),
        goodputMbit,
        linkShare: goodputMbit / plan.rateMbit,
        bottleneck: null,
        copySeconds,
        runSeconds: null,
        congestionControl: used.get(name) ?? '',
        connections: arrived.connections,
        lateP99Ms: Math.max(up.lateP99Ms, down.lateP99Ms),
        lateMaxMs: Math.max(up.lateMaxMs, down.lateMaxMs),
        cpuShare,
        ...(rejected === undefined ? {} : { rejected }),
      });
    }
    if (ending === 'stopped') {
      await stop(installation, handle, names);
      return cells;
    }
    const result = (await handle.result()) as BackupResult;
    const runSeconds = (performance.now() - startedAtMs) / 1000;
    return cells.map((cell) => ({ ...cell, runSeconds, bottleneck: result.monitor?.main?.bottleneck ?? null }));
  } finally {
    for (const watch of watches.values()) watch.stop();
    await worker.kill();
    for (const name of names)
      await rm(join(regions[name]?.folder ?? '', 'data/vault', name), { recursive: true, force: true });
  }
}

/** A round trip's worth, as routers have it; 256 KiB at least. */
const queueBytes = ({ rttMs, rateMbit }: CellPlan): number => Math.max(262_144, rttMs * rateMbit * 125);

/** The setting exists only where acceleration was built: until then plain is all there is. */
function setMode(config: object, mode: Mode): void {
  if ('acceleration' in configSchema.shape)
    Object.assign(config, { acceleration: { scope: mode === 'plain' ? 'off' : 'socket' } });
  else if (mode === 'accelerated') throw new Error('this build knows no acceleration: only plain cells can be run');
}

const progressOf = (handle: WorkflowHandle): Promise<BackupProgress> => handle.query<BackupProgress>('progress');

const inCopyPhase = (handle: WorkflowHandle): Promise<true> =>
  waitFor(
    'the copy phase',
    async () => {
      const { phase, outcome } = await progressOf(handle);
      if (outcome !== undefined) throw new Error(`the backup ended before its copy phase: ${outcome}`);
      return phase === 'copy';
    },
    300_000,
  );

/** Waits for the end of the copy phase; a plain run is not waited for longer than a cell lasts. */
async function watchCopy(
  handle: WorkflowHandle,
  { mode, seconds }: CellOptions,
  look: () => void,
): Promise<'copied' | 'stopped'> {
  const stopAtMs = performance.now() + seconds * 1000;
  return waitFor(
    'the end of the copy phase',
    async () => {
      look();
      if (mode === 'plain' && performance.now() >= stopAtMs) return 'stopped';
      const { phase } = await progressOf(handle);
      return phase !== 'copy' && 'copied';
    },
    Math.max(300_000, seconds * 4000),
  );
}

/** Its clean-up is not measured: so it gets a link that does not make it wait. */
async function stop({ lab }: WanInstallation, handle: WorkflowHandle, names: readonly string[]): Promise<void> {
  for (const name of names) await lab.link(name).change({ roundTripMs: 2, lossShare: 0 });
  await handle.cancel();
  await handle.result().catch(() => undefined);
}

async function whyRejected({ lab }: WanInstallation, name: string): Promise<string | undefined> {
  try {
    await lab.link(name).assertOnTime();
    return undefined;
  } catch (error) {
    if (error instanceof LateLink) return error.message;
    throw error;
  }
}

interface HostCpu {
  readonly busyMs: number;
  readonly allMs: number;
  busyShareSince(before: HostCpu): number;
}

function hostCpu(): HostCpu {
  let [busyMs, allMs] = [0, 0];
  for (const { times } of cpus()) {
    const all = times.user + times.nice + times.sys + times.idle + times.irq;
    busyMs += all - times.idle;
    allMs += all;
  }
  return {
    busyMs,
    allMs,
    busyShareSince: (before) => (busyMs - before.busyMs) / Math.max(1, allMs - before.allMs),
  };
}

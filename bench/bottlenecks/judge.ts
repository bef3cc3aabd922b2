import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import type { BottleneckShare } from '../../src/domain/bottleneck';
import type { WanInstallation } from '../../test/lab/wan-installation';
import { copyPhaseEnd, inCopyPhase } from '../wan/follow-backup';
import type { Cause } from './cause';
import { LabWatch, type LabFigures } from './lab-figures';

/** What the report said in one run; null where nothing was named. */
export interface Judgement {
  readonly cause: string;
  readonly expected: string;
  readonly named: string | null;
  readonly evidence: string | null;
  readonly shares: readonly BottleneckShare[];
  /** Whether the lab caused what it was to cause. */
  readonly isCaused: boolean;
  readonly lab: LabFigures;
  readonly seconds: number;
  readonly backupId: string;
  readonly config: string;
}

const region = 'far';

/** One whole backup under one cause. */
export async function judge(installation: WanInstallation, cause: Cause): Promise<Judgement> {
  const startedAtMs = performance.now();
  const { roundTripMs, rateMbit } = cause.link;
  const link = installation.lab.link(region);
  await link.change({ lossShare: 0, queueBytes: Math.max(262_144, roundTripMs * rateMbit * 125), ...cause.link });
  link.setRouteCongestionControl(cause.plain === true ? 'cubic' : undefined);
  const config = writeConfig(installation, cause);
  const worker = await installation.worker(`host-${randomUUID().slice(0, 8)}`, config);
  const undo = await cause.arrange?.(installation, worker);
  try {
    const handle = await installation.client.workflow.start('backupDatabase', {
      taskQueue: 'redoubt',
      workflowId: `bottleneck-${randomUUID()}`,
      args: [{ database: 'sales' }],
    });
    await inCopyPhase(handle);
    const watch = await LabWatch.start(installation, worker);
    await copyPhaseEnd(handle, 60, () => watch.look());
    const counted = await watch.end(rateMbit);
    const result: BackupResult = await handle.result();
    const lab: LabFigures = { ...counted, dumpBytes: result.bytes };
    const main = result.monitor?.main ?? null;
    return {
      cause: cause.name,
      expected: cause.expected,
      named: main?.bottleneck ?? null,
      evidence: main?.evidence ?? null,
      shares: result.monitor?.shares ?? [],
      isCaused: cause.isCaused(lab),
      lab,
      seconds: (performance.now() - startedAtMs) / 1000,
      backupId: result.backupId,
      config,
    };
  } finally {
    await undo?.();
    await worker.kill();
  }
}

function writeConfig(installation: WanInstallation, cause: Cause): string {
  return installation.writeConfig(`bottleneck-${cause.name}`, (config) => {
    config.acceleration = { scope: cause.plain === true ? 'off' : 'socket' };
    const sales = config.databases['sales'];
    // Many parts, as a large backup has them.
    if (sales !== undefined) sales.copies['partSize'] = '1M';
    cause.configure?.(config, installation);
  });
}

/** Room for the next runs. */
export async function removeObjects(installation: WanInstallation): Promise<void> {
  const gateway = installation.regions[region];
  if (gateway !== undefined) await rm(join(gateway.folder, 'data/vault', region), { recursive: true, force: true });
}

import { randomUUID } from 'node:crypto';
import type { BackupResult } from '../../src/domain/backup-result';
import type { WanInstallation } from '../../test/lab/wan-installation';
import { inCopyPhase } from '../wan/follow-backup';
import type { Cause } from './causes';

/** What the report said in one run; null where nothing was named. */
export interface Judgement {
  readonly expected: string;
  readonly named: string | null;
  readonly evidence: string | null;
}

/** One whole backup under one cause. */
export async function judge(installation: WanInstallation, cause: Cause): Promise<Judgement> {
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

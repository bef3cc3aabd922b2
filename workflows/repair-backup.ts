import { sleep } from '@temporalio/workflow';
import { z } from 'zod';
import { parseRequest } from '../src/domain/backup-request';
import { backupIdSchema } from '../src/domain/backup-id';
import type { RegionCopy } from '../src/domain/manifest';
import { BackupError } from '../src/errors';
import { checked, toFailure } from './running/failure';
import { activities, longRunning } from './running/policies';

/** `{"database":"sales","backup":"20261123T081500Z-3f2a9c"}` */
const repairRequestSchema = z.strictObject({ database: z.string().min(1), backup: backupIdSchema });

export interface RepairResult {
  readonly backupId: string;
  readonly copies: readonly RegionCopy[];
}

const maxDurationMs = 7 * 24 * 3600_000;
const maxWaitMs = 3600_000;

/**
 * Fills the regions that lack parts of a sealed backup, from the ciphertext of those that have them: no key, no
 * database. Tries for up to seven days.
 */
export async function repairBackup(input: unknown): Promise<RepairResult> {
  const { database, backup } = checked(() => parseRequest(repairRequestSchema, input));
  const giveUpAt = Date.now() + maxDurationMs;
  for (let waitMs = 5000; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    const { copies } = await activities(longRunning, `repair ${backup}`).repairCopies({ database, backupId: backup });
    const behind = copies.filter(({ state }) => state !== 'whole');
    if (behind.length === 0) return { backupId: backup, copies };
    if (Date.now() + waitMs > giveUpAt) {
      const names = behind.map(({ region, reason }) => `${region} (${reason ?? 'parts missing'})`).join(', ');
      throw toFailure(new BackupError('QUORUM_NOT_REACHED', `${backup} is still not whole in ${names}`), copies);
    }
    await sleep(waitMs);
  }
}

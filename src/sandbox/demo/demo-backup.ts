import { z } from 'zod';
import { accelerationReportSchema } from '../../domain/acceleration';
import { monitorFindingsSchema } from '../../domain/bottleneck';
import { describeAcceleration } from '../../domain/describe-acceleration';
import { describeFindings } from '../../domain/describe-monitor';
import { formatBytes } from '../../domain/quantities';
import { BackupError } from '../../errors';
import { runRedoubt, type CommandLine } from './redoubt-process';

/** What the demo reads of a backup's result. */
const backupSchema = z.object({
  backupId: z.string(),
  outcome: z.string(),
  bytes: z.number(),
  copies: z.array(z.looseObject({})),
  phases: z.array(z.object({ durationMs: z.number() })),
  monitor: monitorFindingsSchema.nullable(),
  acceleration: accelerationReportSchema.nullable(),
  deadline: z.object({ at: z.string(), isMet: z.boolean(), lateByMs: z.number() }).nullable(),
  pace: z
    .object({ decisions: z.array(z.object({ at: z.string(), pace: z.string(), because: z.string() })) })
    .nullable(),
});
export type DemoBackup = z.infer<typeof backupSchema>;

/** @throws BackupError SANDBOX_FAILED when it is not sealed */
export async function backUp(line: CommandLine, options: readonly string[] = []): Promise<DemoBackup> {
  const backup = backupSchema.parse(await runRedoubt(['backup', 'start', 'sales', '--wait', ...options], line));
  if (backup.outcome !== 'sealed') {
    throw new BackupError('SANDBOX_FAILED', `the backup ended ${backup.outcome}, not sealed`);
  }
  line.say(`sealed: ${formatBytes(backup.bytes)} of dump files, in ${backup.copies.length} regions`);
  const seen = [
    ...(backup.monitor === null ? [] : describeFindings(backup.monitor)),
    ...(backup.acceleration === null ? [] : describeAcceleration(backup.acceleration)),
  ];
  for (const each of seen) line.say(each);
  if (seen.length > 0)
    line.say('(The database is a stand-in, and everything shares this machine: it says nothing of yours.)');
  return backup;
}

/** From its first step until it was sealed. */
export const tookMsOf = ({ phases }: DemoBackup): number => phases.reduce((sum, { durationMs }) => sum + durationMs, 0);

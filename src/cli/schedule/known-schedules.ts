import type { Client, ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import { didYouMean } from '../../config/closest-name';
import { BackupError } from '../../errors';
import { backupWorkflowType } from '../backup/backup-run';
import type { TemporalAccess } from '../temporal-client';
import { askSchedule } from './schedule-errors';

/** Every schedule that starts backups on our task queue, whoever made it, in order of their ids. */
export async function listBackupSchedules(client: Client, taskQueue: string): Promise<readonly ScheduleDescription[]> {
  const found: ScheduleDescription[] = [];
  for await (const { scheduleId, action } of client.schedule.list()) {
    if (action !== undefined && action.workflowType !== backupWorkflowType) continue;
    const description = await describeSchedule(client.schedule.getHandle(scheduleId));
    if (description !== undefined && startsBackups(description, taskQueue)) found.push(description);
  }
  return found.sort((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1));
}

/** Undefined where it is not there (any more). */
export async function describeSchedule(handle: ScheduleHandle): Promise<ScheduleDescription | undefined> {
  return askSchedule(handle.scheduleId, () => handle.describe()).catch((error: unknown) => {
    if (error instanceof BackupError && error.code === 'SCHEDULE_NOT_FOUND') return undefined;
    throw error;
  });
}

/** @throws BackupError SCHEDULE_NOT_FOUND with the closest name, also where it is there and starts no backup. */
export async function findSchedule(
  access: TemporalAccess,
  scheduleId: string,
): Promise<{ readonly handle: ScheduleHandle; readonly description: ScheduleDescription }> {
  const handle = access.client.schedule.getHandle(scheduleId);
  const description = await describeSchedule(handle);
  if (description !== undefined && startsBackups(description, access.settings.taskQueue)) {
    return { handle, description };
  }
  const known = (await listBackupSchedules(access.client, access.settings.taskQueue)).map(
    (schedule) => schedule.scheduleId,
  );
  const meant = didYouMean(scheduleId, known) || `; there are ${known.join(', ') || 'none'}`;
  const what =
    description === undefined ? 'there is no schedule' : 'no backup on our task queue is started by schedule';
  throw new BackupError('SCHEDULE_NOT_FOUND', `${what} "${scheduleId}"${meant}`);
}

const startsBackups = ({ action }: ScheduleDescription, taskQueue: string): boolean =>
  action.workflowType === backupWorkflowType && action.taskQueue === taskQueue;

/** Of the request that it starts backups with; undefined where it is none. */
export function databaseOfSchedule({ action }: ScheduleDescription): string | undefined {
  const database: unknown = Object(action.args?.[0])['database'];
  return typeof database === 'string' ? database : undefined;
}

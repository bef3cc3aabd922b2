import type { BackupRequest } from './backup-request';
import type { SchedulePlan } from './schedule-plan';

/** What each run of a schedule is asked for. A field that a request gains and a schedule may set is added here. */
export function requestOfSchedule({ database }: Pick<SchedulePlan, 'database'>): BackupRequest {
  return { database };
}

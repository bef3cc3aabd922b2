import type { BackupRequest } from './backup-request';
import type { SchedulePlan } from './schedule-plan';

type RequestFields = Pick<SchedulePlan, 'database' | 'deadline' | 'policy'>;

/** What each run of a schedule is asked for. A field that a request gains and a schedule may set is added here. */
export function requestOfSchedule({ database, deadline, policy }: RequestFields): BackupRequest {
  return {
    database,
    ...(deadline === undefined ? {} : { deadline }),
    ...(policy === undefined ? {} : { policy }),
  };
}

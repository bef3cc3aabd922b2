import type { ScheduleOptions, ScheduleOptionsStartWorkflowAction, ScheduleOverlapPolicy } from '@temporalio/client';
import type { Workflow } from '@temporalio/common';
import { isoDurationMs } from '../../domain/iso-duration';
import { calendarsWithStandIns, intervalsOf, type OverlapPolicy, type SchedulePlan } from '../../domain/schedule-plan';
import { requestOfSchedule } from '../../domain/schedule-request';
import { backupWorkflowType } from '../backup/backup-run';
import { calendarSpec } from './calendar-spec';

/** A plan with its name and where its runs go. */
export interface PlannedSchedule {
  readonly scheduleId: string;
  readonly plan: SchedulePlan;
  readonly taskQueue: string;
}

export const temporalOverlap: Readonly<Record<OverlapPolicy, ScheduleOverlapPolicy>> = {
  skip: 'SKIP',
  'buffer-one': 'BUFFER_ONE',
  'buffer-all': 'BUFFER_ALL',
  'cancel-other': 'CANCEL_OTHER',
  'allow-all': 'ALLOW_ALL',
};

type PlannedOptions = Pick<ScheduleOptions, 'spec' | 'policies'> & {
  readonly action: ScheduleOptionsStartWorkflowAction<Workflow>;
};

/** What Temporal is told of a plan, as it is made and as it is changed. */
export function scheduleOptions({ scheduleId, plan, taskQueue }: PlannedSchedule, nowMs: number): PlannedOptions {
  const { database, timezone, jitter, catchup, overlap } = plan;
  return {
    spec: {
      calendars: calendarsWithStandIns(plan, nowMs).map(calendarSpec),
      intervals: intervalsOf(plan).map(({ everyMs }) => ({ every: everyMs })),
      timezone,
      ...(jitter === undefined ? {} : { jitter: isoDurationMs(jitter) ?? 0 }),
    },
    action: {
      type: 'startWorkflow',
      workflowType: backupWorkflowType,
      // Temporal puts the time of the run behind it.
      workflowId: `redoubt-backup/${database}/${scheduleId}`,
      taskQueue,
      args: [requestOfSchedule(plan)],
      memo: { database },
      staticSummary: `backup of ${database}, by schedule ${scheduleId}`,
    },
    policies: { overlap: temporalOverlap[overlap], catchupWindow: isoDurationMs(catchup) ?? 0 },
  };
}

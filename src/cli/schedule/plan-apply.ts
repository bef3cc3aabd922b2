import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Config } from '../../config/schema';
import { BackupError } from '../../errors';
import { describeSchedule } from './known-schedules';
import { changesBetween, describedFields, plannedFields, type FieldChange } from './schedule-fields';
import { markerOf } from './schedule-marker';
import type { PlannedSchedule } from './schedule-options';

interface StepOf<Action extends string> {
  readonly action: Action;
  readonly scheduleId: string;
  readonly planned: PlannedSchedule;
  readonly changes: readonly FieldChange[];
}
export type UpdateStep = StepOf<'update'>;

/** One step that makes Temporal's schedules what the file says. */
export type ApplyStep = StepOf<'create'> | UpdateStep | { readonly action: 'delete'; readonly scheduleId: string };

/**
 * What has to be done, in order of the ids. Only schedules that an earlier apply of this installation made are changed
 * or deleted. @throws BackupError SCHEDULE_EXISTS where a name of the file is another's.
 */
export async function planApply(
  client: Client,
  { schedules, temporal }: Pick<Config, 'schedules' | 'temporal'>,
  installation: string,
): Promise<readonly ApplyStep[]> {
  const nowMs = Date.now();
  const isOurs = ({ memo }: Pick<ScheduleDescription, 'memo'>): boolean => {
    const marker = markerOf(memo);
    return marker?.source === 'file' && marker.installation === installation;
  };
  const steps: ApplyStep[] = [];
  for (const [scheduleId, plan] of Object.entries(schedules)) {
    const planned = { scheduleId, plan, taskQueue: temporal.taskQueue };
    const fields = plannedFields(planned, nowMs);
    // Asked for by name: Temporal's list lags behind by a second.
    const there = await describeSchedule(client.schedule.getHandle(scheduleId));
    if (there === undefined) {
      steps.push({ action: 'create', scheduleId, planned, changes: changesBetween({}, fields) });
      continue;
    }
    if (!isOurs(there)) throw takenByAnother(scheduleId);
    const changes = changesBetween(describedFields(there, nowMs), fields);
    if (changes.length > 0) steps.push({ action: 'update', scheduleId, planned, changes });
  }
  for await (const summary of client.schedule.list()) {
    const { scheduleId } = summary;
    if (Object.hasOwn(schedules, scheduleId) || !isOurs(summary)) continue;
    // Another file may share the namespace, and by default the installation's tag: it has a task queue of its own.
    const there = await describeSchedule(client.schedule.getHandle(scheduleId));
    if (there?.action.taskQueue === temporal.taskQueue) steps.push({ action: 'delete', scheduleId });
  }
  return steps.sort((a, b) => (a.scheduleId < b.scheduleId ? -1 : 1));
}

const takenByAnother = (scheduleId: string): BackupError =>
  new BackupError('SCHEDULE_EXISTS', `schedule "${scheduleId}" exists and is not from this file: nothing was changed`, {
    hint: `Name it otherwise under schedules:, or delete it first: \`redoubt schedule delete ${scheduleId}\`.`,
  });

/** The difference, as it is shown before it is made. */
export function describeSteps(steps: readonly ApplyStep[]): string {
  if (steps.length === 0) return 'Temporal’s schedules are what the file says';
  return steps.flatMap(describeStep).join('\n');
}

const signs = { create: '+', update: '~', delete: '-' } as const;

function describeStep(step: ApplyStep): readonly string[] {
  const head = `${signs[step.action]} ${step.action} ${step.scheduleId}`;
  if (step.action === 'delete') return [head];
  return [
    head,
    ...step.changes.map(({ field, from, to }) =>
      step.action === 'create' ? `    ${field}: ${to}` : `    ${field}: ${from || 'none'} -> ${to}`,
    ),
  ];
}

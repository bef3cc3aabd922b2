import { scheduleIssues } from '../../config/schedule-issues';
import type { Config } from '../../config/schema';
import { schedulePlanSchema, everRuns, type SchedulePlan } from '../../domain/schedule-plan';
import { BackupError } from '../../errors';

/**
 * Reads a plan from what was given on the command line.
 * @param written its calendars as JSON texts. @throws BackupError INVALID_SCHEDULE, UNKNOWN_DATABASE.
 */
export function readPlan(
  written: Readonly<Record<string, unknown>> & { readonly calendar?: readonly string[] },
  config: Config,
  nowMs: number,
): SchedulePlan {
  const calendar = written.calendar?.map(parseJson);
  const parsed = schedulePlanSchema.safeParse({ ...written, ...(calendar === undefined ? {} : { calendar }) });
  if (!parsed.success) {
    const issues = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw new BackupError('INVALID_SCHEDULE', issues.join('; '));
  }
  const [issue] = scheduleIssues(parsed.data, config.databases);
  if (issue !== undefined) {
    const place = issue.code === 'UNKNOWN_DATABASE' ? '' : `${issue.field}: `;
    throw new BackupError(issue.code, `${place}${issue.message}`);
  }
  requireRuns(parsed.data, nowMs);
  return parsed.data;
}

/** @throws BackupError INVALID_SCHEDULE for the 31st of February: Temporal takes it, and never runs it. */
export function requireRuns(plan: SchedulePlan, nowMs: number): void {
  if (everRuns(plan, nowMs)) return;
  throw new BackupError('INVALID_SCHEDULE', `the schedule of ${plan.database} never runs: there is no such day ahead`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BackupError('INVALID_SCHEDULE', `calendar: not JSON: ${text}`, { cause });
  }
}

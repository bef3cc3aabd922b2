import { calendarsOf, type SchedulePlan } from '../domain/schedule-plan';
import { isTimeZone, knownTimeZones } from '../domain/time-zone';
import { closestName, didYouMean } from './closest-name';
import type { DatabaseConfig } from './schema';

/** One thing that is wrong with a schedule. */
export interface ScheduleIssue {
  readonly field: keyof SchedulePlan;
  readonly code: 'UNKNOWN_DATABASE' | 'INVALID_SCHEDULE';
  readonly message: string;
}

/** What no single field's shape can tell: names that do not exist, times that cannot be read. */
export function scheduleIssues(plan: SchedulePlan, databases: ScheduledDatabases): readonly ScheduleIssue[] {
  return [
    ...databaseIssues(plan, Object.keys(databases)),
    ...timeIssues(plan),
    ...zoneIssues(plan),
    ...policyIssues(plan, databases),
  ];
}

type ScheduledDatabases = Readonly<Record<string, Pick<DatabaseConfig, 'deadline'>>>;

/** Each of its runs would be refused. */
function policyIssues({ database, deadline, policy }: SchedulePlan, databases: ScheduledDatabases) {
  if (policy === undefined || deadline !== undefined || !Object.hasOwn(databases, database)) return [];
  if (databases[database]?.deadline !== undefined) return [];
  const message = `there is no deadline that "${policy}" could apply to: give one here, such as PT2H, or to database "${database}"`;
  return [{ field: 'policy', code: 'INVALID_SCHEDULE', message } as const];
}

function databaseIssues({ database }: SchedulePlan, databases: readonly string[]): readonly ScheduleIssue[] {
  if (databases.includes(database)) return [];
  const meant = didYouMean(database, databases) || `; there are ${databases.join(', ') || 'none'}`;
  return [{ field: 'database', code: 'UNKNOWN_DATABASE', message: `there is no database "${database}"${meant}` }];
}

function timeIssues(plan: SchedulePlan): readonly ScheduleIssue[] {
  const { cron, every, calendar } = plan;
  const given = [cron, every, calendar].filter((time) => time !== undefined).length;
  if (given !== 1) {
    const many = given === 0 ? 'it says not when' : 'it says in several ways when';
    return [{ field: 'cron', code: 'INVALID_SCHEDULE', message: `${many}: give one of cron, every and calendar` }];
  }
  try {
    calendarsOf(plan);
    return [];
  } catch (error) {
    const field = cron === undefined ? 'calendar' : 'cron';
    const why = error instanceof Error ? error.message : String(error);
    return [{ field, code: 'INVALID_SCHEDULE', message: cron === undefined ? why : `"${cron}": ${why}` }];
  }
}

function zoneIssues({ timezone }: SchedulePlan): readonly ScheduleIssue[] {
  if (isTimeZone(timezone)) return [];
  const meant = closestZone(timezone);
  const hint = meant === undefined ? '; names are such as Europe/London' : `; did you mean "${meant}"?`;
  return [{ field: 'timezone', code: 'INVALID_SCHEDULE', message: `there is no time zone "${timezone}"${hint}` }];
}

/** Also by the city alone: London is Europe/London. */
function closestZone(written: string): string | undefined {
  const zones = knownTimeZones();
  const city = written.toLowerCase().replaceAll(' ', '_');
  return closestName(written, zones) ?? zones.find((zone) => zone.toLowerCase().endsWith(`/${city}`));
}

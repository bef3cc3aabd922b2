import type { Client, ScheduleDescription } from '@temporalio/client';
import type { Config } from '../../config/schema';
import { BackupError } from '../../errors';
import { databaseOfSchedule, listBackupSchedules } from '../schedule/known-schedules';
import { planApply, type ApplyStep } from '../schedule/plan-apply';
import { scheduleEntry, type ScheduleEntry } from '../schedule/schedule-entry';
import { scheduleWarnings, type ScheduleWarning } from '../schedule/schedule-warnings';
import type { TemporalAccess } from '../temporal-client';
import { askTemporal } from './ask-temporal';
import type { DoctorFinding, DoctorSection } from './section';

/** For all of them together: hundreds take their time. */
const limitMs = 10_000;

/** The schedules that start backups: their next runs, and what would make a night be lost. Nothing is changed. */
export function schedulesSection(access: TemporalAccess, config: Config, installation: string): DoctorSection {
  const { client } = access;
  return {
    title: 'Schedules',
    run: () =>
      askTemporal(
        access,
        'schedules',
        async () => {
          const schedules = await listBackupSchedules(client, config.temporal.taskQueue);
          const databases = Object.keys(config.databases);
          const described = await Promise.all(schedules.map((one) => scheduleFindings(client, one, databases)));
          return [
            ...described.flat(),
            ...(await differences(client, config, installation)),
            ...unscheduled(schedules, databases),
          ];
        },
        limitMs,
      ),
  };
}

async function scheduleFindings(
  client: Client,
  schedule: ScheduleDescription,
  databases: readonly string[],
): Promise<readonly DoctorFinding[]> {
  const entry = await scheduleEntry(client, schedule, databases);
  const { scheduleId: check, paused, note } = entry;
  const itself: DoctorFinding = paused
    ? {
        check,
        state: 'note',
        reason: `${entry.database ?? '?'}, paused${note === null ? '' : `: ${note}`}`,
        remedy: `\`redoubt schedule resume ${check}\` starts its runs again`,
      }
    : { check, state: 'ok', reason: describeRuns(entry), remedy: null };
  return [itself, ...scheduleWarnings(schedule, databases).map((warning) => warningFinding(check, warning))];
}

function describeRuns({ database, nextRuns, recentRuns }: ScheduleEntry): string {
  const next = nextRuns.map(({ local }) => local).join(', then ') || 'none';
  const last = recentRuns.map(({ status, code }) => (code === undefined ? status : `${status} (${code})`)).join(', ');
  return `${database ?? '?'}, next ${next}; last runs: ${last || 'none yet'}`;
}

const warningFinding = (check: string, { reason, remedy, code }: ScheduleWarning): DoctorFinding => ({
  check,
  state: code === undefined ? 'note' : 'broken',
  reason,
  remedy: remedy ?? null,
  ...(code === undefined ? {} : { code }),
});

/** What `schedule apply` would do. */
async function differences(client: Client, config: Config, installation: string): Promise<readonly DoctorFinding[]> {
  try {
    return (await planApply(client, config, installation)).map(differenceFinding);
  } catch (error) {
    if (!(error instanceof BackupError) || error.code !== 'SCHEDULE_EXISTS') throw error;
    return [{ check: 'configuration', state: 'note', reason: error.message, remedy: error.hint }];
  }
}

function differenceFinding(step: ApplyStep): DoctorFinding {
  const { scheduleId: check } = step;
  const remedy = '`redoubt schedule apply` shows the difference and makes the schedules what the file says';
  return { check, state: step.action === 'create' ? 'missing' : 'note', reason: describeDifference(step), remedy };
}

function describeDifference(step: ApplyStep): string {
  if (step.action === 'create') return 'it is in the file, and Temporal does not have it: it starts nothing';
  if (step.action === 'delete') return 'it was made from the file, which does not have it any more';
  const changes = step.changes.map(({ field, from, to }) => `${field} is ${from || 'none'}, in the file ${to}`);
  return `it is not what the file says: ${changes.join('; ')}`;
}

function unscheduled(
  schedules: readonly ScheduleDescription[],
  databases: readonly string[],
): readonly DoctorFinding[] {
  const scheduled = new Set(schedules.map(databaseOfSchedule));
  const without = databases.filter((database) => !scheduled.has(database));
  if (without.length === 0) return [];
  return [
    {
      check: 'databases',
      state: 'note',
      reason: `no schedule backs up ${without.join(', ')}`,
      remedy: `\`redoubt schedule create ${without[0] ?? ''} --cron "0 1 * * *" --timezone Europe/London\``,
    },
  ];
}

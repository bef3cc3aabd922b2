import type { Command } from 'commander';
import { givenFields } from '../../config/given-fields';
import { installationTag } from '../../config/installation-tag';
import { loadConfig } from '../../config/load-config';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { readPlan } from './read-plan';
import { createSchedule } from './create-schedule';
import { describeRunTime } from './describe-schedules';
import { withTemporal } from '../temporal-client';

interface CreateOptions {
  readonly cron?: string;
  readonly every?: string;
  readonly calendar?: readonly string[];
  readonly timezone?: string;
  readonly jitter?: string;
  readonly catchup?: string;
  readonly overlap?: string;
  readonly deadline?: string;
  readonly policy?: string;
  readonly pause?: string | true;
  readonly id?: string;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** `redoubt schedule create` */
export function addScheduleCreate(group: Command, io: CliIo): void {
  const command = group
    .command('create')
    .description('Back a database up by the clock. A night on which the time does not exist has its run at the next.')
    .argument('<database>', 'a name from `databases:` of the configuration')
    .option('--cron <expression>', 'minute, hour, day, month, weekday; also @daily')
    .option('--every <duration>', 'an interval, such as PT6H')
    .option('--calendar <json>', 'such as {"hour":"1","dayOfWeek":"mon-fri"}; may be repeated', collect)
    .option('--timezone <name>', 'of cron and calendar, such as Europe/London (default: UTC)')
    .option('--jitter <duration>', 'start each run later by a random time up to this')
    .option('--catchup <duration>', 'how late a run may start after an outage of Temporal (default: PT24H)')
    .option(
      '--overlap <policy>',
      'where the last run still runs: skip, buffer-one, buffer-all, cancel-other or allow-all (default: skip)',
    )
    .option('--deadline <duration>', 'how long after its time a run has to be done, such as PT2H')
    .option('--policy <policy>', 'at the deadline: fail, continue or settle (default: the database’s, else continue)')
    .option('--pause [reason]', 'create it paused')
    .option('--id <schedule-id>', 'default: <database>-nightly')
    .action((database: string, options: CreateOptions, self: Command) => create(database, options, self, io));
  addExample(
    command,
    'redoubt schedule create sales --cron "0 1 * * *" --timezone Europe/London --deadline PT2H',
    'redoubt schedule create sales --every PT6H --id sales-often',
  );
}

async function create(database: string, given: CreateOptions, self: Command, io: CliIo): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  const { cron, every, calendar, timezone, jitter, catchup, overlap, deadline, policy, pause } = given;
  const written = { database, cron, every, calendar, timezone, jitter, catchup, overlap, deadline, policy };
  const plan = readPlan({ ...givenFields(written), paused: pause !== undefined }, config, Date.now());
  const scheduleId = given.id ?? `${database}-${every === undefined ? 'nightly' : `every-${every.toLowerCase()}`}`;
  await withTemporal(config, io, async (access) => {
    const planned = { scheduleId, plan, taskQueue: access.settings.taskQueue };
    const marker = { source: 'command', installation: installationTag(config, io.env) } as const;
    const note = pause === undefined ? undefined : pause === true ? 'created paused' : pause;
    const { standIns, nextRuns } = await createSchedule(access.client, planned, marker, note);
    const next = nextRuns.slice(0, 1).map((at) => `, next run ${describeRunTime(at, plan.timezone)}`);
    printResult(
      io,
      options,
      { scheduleId, database, status: pause === undefined ? 'created' : 'created paused', nextRuns, standIns },
      [
        `created schedule ${scheduleId} of ${database}${pause === undefined ? next.join('') : ', paused'}`,
        ...standIns.map(({ localTime, standIn }) => `${localTime} does not exist: that run is at ${standIn}`),
      ].join('\n'),
    );
  });
}

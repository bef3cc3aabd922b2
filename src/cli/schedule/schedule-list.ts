import type { Command } from 'commander';
import { findDatabase } from '../../config/database-target';
import { loadConfig } from '../../config/load-config';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { describeSchedules } from './describe-schedules';
import { databaseOfSchedule, listBackupSchedules } from './known-schedules';
import { scheduleEntry } from './schedule-entry';
import { withTemporal } from '../temporal-client';

/** `redoubt schedule list` */
export function addScheduleList(group: Command, io: CliIo): void {
  const command = group
    .command('list')
    .description('List the schedules that start backups, also those made by hand: next runs, last outcomes, warnings.')
    .argument('[database]', 'a name from `databases:` of the configuration (default: all)')
    .action(async (database: string | undefined, _: unknown, self: Command) => {
      const options = globalOptions(self);
      const { config } = loadConfig(configPlace(options, io));
      if (database !== undefined) findDatabase(config, database);
      const schedules = await withTemporal(config, io, async ({ client, settings }) => {
        const all = await listBackupSchedules(client, settings.taskQueue);
        const asked = all.filter((one) => database === undefined || databaseOfSchedule(one) === database);
        return Promise.all(asked.map((one) => scheduleEntry(client, one, Object.keys(config.databases))));
      });
      printResult(io, options, { schedules }, describeSchedules(schedules));
    });
  addExample(command, 'redoubt schedule list', 'redoubt schedule list --json | jq ".schedules[].nextRuns[0].at"');
}

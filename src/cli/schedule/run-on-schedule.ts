import type { ScheduleDescription, ScheduleHandle } from '@temporalio/client';
import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { withTemporal } from '../temporal-client';
import { findSchedule } from './known-schedules';
import { askSchedule } from './schedule-errors';

/** What a command did to a schedule: for scripts, and for people. */
export interface Done {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/**
 * Finds a schedule, does something to it and prints what.
 * @throws BackupError SCHEDULE_NOT_FOUND with the closest name.
 */
export async function runOnSchedule(
  scheduleId: string,
  self: Command,
  io: CliIo,
  act: (handle: ScheduleHandle, description: ScheduleDescription) => Promise<Done>,
): Promise<void> {
  const options = globalOptions(self);
  const { config } = loadConfig(configPlace(options, io));
  await withTemporal(config, io, async (access) => {
    const { handle, description } = await findSchedule(access, scheduleId);
    const { value, text } = await askSchedule(scheduleId, () => act(handle, description));
    printResult(io, options, { scheduleId, ...value }, text);
  });
}

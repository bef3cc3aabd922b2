import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import { addScheduleApply } from './schedule-apply';
import { addScheduleBackfill } from './schedule-backfill';
import { addScheduleControl } from './schedule-control';
import { addScheduleCreate } from './schedule-create';
import { addScheduleList } from './schedule-list';
import { addScheduleRepair } from './schedule-repair';

/** `redoubt schedule …` */
export function addScheduleCommands(program: Command, io: CliIo): void {
  const group = program.command('schedule').description('Make backups run by the clock, and look at when they do.');
  addScheduleCreate(group, io);
  addScheduleList(group, io);
  addScheduleControl(group, io);
  addScheduleBackfill(group, io);
  addScheduleRepair(group, io);
  addScheduleApply(group, io);
}

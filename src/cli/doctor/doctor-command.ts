import type { Command } from 'commander';
import { loadConfig } from '../../config/load-config';
import { addExample, globalOptions, printResult, type CliIo } from '../cli-io';
import { configPlace } from '../config-place';
import { findConfiguration } from './configuration-section';
import { createSearchAttributes } from './create-search-attributes';
import { describeExamined } from './describe';
import { doctorExitCode, examine, type ExaminedSection } from './examine';
import { examineTemporal, onTemporal } from './examine-temporal';
import { hostTuningSection } from './host-tuning-section';
import { monitorSection } from './monitor-section';
import { notificationsSection } from './notifications-section';
import { tcpSection } from './tcp-section';

interface DoctorOptions {
  readonly createSearchAttributes?: boolean;
}

/** `redoubt doctor` */
export function addDoctorCommand(program: Command, io: CliIo): void {
  const command = program
    .command('doctor')
    .description('Look at this host, Temporal, schedules and notifications: what is wrong, and what to do about it.')
    .option('--create-search-attributes', 'create what Temporal lacks to find runs by, and look at nothing else')
    .action(async ({ createSearchAttributes }: DoctorOptions, self: Command) => {
      const examined = await (createSearchAttributes === true ? createIn(self, io) : examineAll(self, io));
      printResult(io, globalOptions(self), { sections: examined }, describeExamined(examined));
      io.setExitCode(doctorExitCode(examined));
    });
  addExample(command, 'redoubt doctor', 'redoubt doctor --json', 'redoubt doctor --create-search-attributes');
}

/**
 * In the order in which they are printed; none changes anything. Exit code 0 unless something is broken: a note, and
 * what is missing and done without, is no failure.
 */
async function examineAll(self: Command, io: CliIo): Promise<readonly ExaminedSection[]> {
  const { section, loaded } = findConfiguration(configPlace(globalOptions(self), io));
  const host = await examine([tcpSection(), hostTuningSection(), monitorSection(io.env), section]);
  if (loaded === null) return host;
  const temporal = await examineTemporal(loaded.config, io);
  return [...host, ...temporal, ...(await examine([notificationsSection(loaded.config, io.env)]))];
}

/** @throws BackupError CONFIG_NOT_FOUND, CONFIG_INVALID */
function createIn(self: Command, io: CliIo): Promise<readonly ExaminedSection[]> {
  const { config } = loadConfig(configPlace(globalOptions(self), io));
  return onTemporal(config, io, (access) => [
    { title: 'Search attributes', run: () => createSearchAttributes(access) },
  ]);
}

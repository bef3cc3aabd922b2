import type { Command } from 'commander';
import type { Environment } from '../config/config-file';
import { addExample, globalOptions, printResult, type CliIo } from './cli-io';
import { describeExamined } from './doctor/describe';
import { doctorExitCode, examine } from './doctor/examine';
import type { DoctorSection } from './doctor/section';
import { hostTuningSection } from './doctor/host-tuning-section';
import { monitorSection } from './doctor/monitor-section';
import { tcpSection } from './doctor/tcp-section';

/** `redoubt doctor` */
export function addDoctorCommand(program: Command, io: CliIo): void {
  const command = program
    .command('doctor')
    .description('Look at this host before any backup: what it can do, what it cannot, and what to do about it.')
    .action((_options: unknown, self: Command) => doctor(doctorSections(io.env), self, io));
  addExample(command, 'redoubt doctor', 'redoubt doctor --json');
}

/** In the order in which they are printed. None of them changes anything. */
const doctorSections = (env: Environment): readonly DoctorSection[] => [
  tcpSection(),
  hostTuningSection(),
  monitorSection(env),
];

/** Exit code 0 unless something is broken: a note, and what is missing and done without, is no failure. */
async function doctor(sections: readonly DoctorSection[], self: Command, io: CliIo): Promise<void> {
  const examined = await examine(sections);
  printResult(io, globalOptions(self), { sections: examined }, describeExamined(examined));
  io.setExitCode(doctorExitCode(examined));
}

import type { ExaminedSection } from '../../../src/cli/doctor/examine';
import type { DoctorFinding } from '../../../src/cli/doctor/section';
import type { CliRun } from '../collected-io';
import type { ScheduleLab } from '../schedule/schedule-lab';

/** What `redoubt doctor --json` found. */
export interface Doctored {
  readonly exitCode: number;
  readonly sections: readonly ExaminedSection[];
  /** Of one check, in the order in which they are printed. */
  readonly of: (check: string) => readonly DoctorFinding[];
}

export async function doctor(lab: Pick<ScheduleLab, 'run'>, ...more: readonly string[]): Promise<Doctored> {
  const run: CliRun = await lab.run('doctor', '--json', ...more);
  const { sections } = JSON.parse(run.stdout) as { sections: readonly ExaminedSection[] };
  const findings = sections.flatMap((section) => section.findings);
  return { exitCode: run.exitCode, sections, of: (check) => findings.filter((finding) => finding.check === check) };
}

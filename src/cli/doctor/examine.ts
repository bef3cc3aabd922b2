import { BackupError, describeError } from '../../errors';
import type { DoctorFinding, DoctorSection } from './section';

export interface ExaminedSection {
  readonly title: string;
  readonly findings: readonly DoctorFinding[];
}

/** Runs all sections, in their order. Never throws. */
export async function examine(sections: readonly DoctorSection[]): Promise<readonly ExaminedSection[]> {
  const examined: ExaminedSection[] = [];
  for (const section of sections) {
    const findings = await section.run().catch((error: unknown) => [brokenBy(section.title, error)]);
    examined.push({ title: section.title, findings });
  }
  return examined;
}

/** What an error says of a check. */
export function brokenBy(check: string, error: unknown): DoctorFinding {
  const known = error instanceof BackupError ? error : new BackupError('INTERNAL', reasonOf(error), { cause: error });
  return { check, state: 'broken', reason: known.message, remedy: known.hint, code: known.code };
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** That of the first thing that is broken; 0 where nothing is. */
export function doctorExitCode(examined: readonly ExaminedSection[]): number {
  const broken = examined.flatMap(({ findings }) => findings).find(({ state }) => state === 'broken');
  return broken === undefined ? 0 : describeError(broken.code ?? 'INTERNAL').exitCode;
}

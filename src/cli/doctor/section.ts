import type { ErrorCode } from '../../errors';

/** `ok`, `note` (it works, and could be better), `missing` (it is done without), `broken` (a backup would fail). */
export type DoctorState = 'ok' | 'note' | 'missing' | 'broken';

/** One check's outcome. */
export interface DoctorFinding {
  readonly check: string;
  readonly state: DoctorState;
  readonly reason: string;
  /** What to do, as one line; null where there is nothing to do. */
  readonly remedy: string | null;
  /** Of what is broken: its exit code is the command's. */
  readonly code?: ErrorCode;
}

/** A part of `redoubt doctor`. One that throws counts as broken; the others are run all the same. */
export interface DoctorSection {
  readonly title: string;
  run(): Promise<readonly DoctorFinding[]>;
}

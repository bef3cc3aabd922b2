import { appendFileSync, constants, openSync, closeSync } from 'node:fs';

/** The job's log file. Lines are appended at once, so that a reader sees them and a death loses none. */
export class JobLog {
  constructor(readonly path: string) {}

  /** Empties the file for a first start, keeps it for a restart. Errors of the system pass. */
  begin(isRestart: boolean): void {
    const mode = isRestart ? constants.O_APPEND : constants.O_TRUNC;
    closeSync(openSync(this.path, constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | mode, 0o640));
  }

  write(lines: readonly string[]): void {
    appendFileSync(this.path, lines.map((line) => `${line}\n`).join(''));
  }
}

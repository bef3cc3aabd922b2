import { errorLine } from '../catalogue/messages';
import { packageFrame, PlsqlError } from '../plsql/plsql-error';

/** One line that GET_STATUS gives: errors have a number, information has none. */
export interface StatusLine {
  readonly errorNumber: number | null;
  readonly text: string;
}

/** An error line from the message file. */
export function errorStatus(code: number, ...parameters: string[]): StatusLine {
  return { errorNumber: code, text: errorLine(code, parameters) };
}

/** A line of an operating system's error, as it follows some errors. */
export function detail(text: string): StatusLine {
  return { errorNumber: null, text };
}

/**
 * A failed call of DBMS_DATAPUMP. The exception carries the class of the error alone; `lines` are the reason, which the
 * session gets from GET_STATUS.
 */
export class DataPumpError extends Error {
  override readonly name = 'DataPumpError';
  constructor(
    readonly code: number,
    readonly lines: readonly StatusLine[] = [],
  ) {
    super(errorLine(code));
  }

  /** What the caller's block sees. */
  toPlsql(): PlsqlError {
    return PlsqlError.inPackage(
      this.code,
      [],
      [
        packageFrame('SYS.DBMS_SYS_ERROR', 79),
        packageFrame('SYS.DBMS_DATAPUMP', 4929),
        packageFrame('SYS.DBMS_DATAPUMP', 5180),
      ],
    );
  }
}

/** An invalid argument, and why. */
export function invalidArgument(...lines: readonly StatusLine[]): DataPumpError {
  return new DataPumpError(39001, lines);
}

export function invalidOperation(...lines: readonly StatusLine[]): DataPumpError {
  return new DataPumpError(39002, lines);
}

/** A call that the job's state does not allow. */
export function invalidState(state: string): DataPumpError {
  return new DataPumpError(39004, [errorStatus(39016, state)]);
}

import { OracleServerError } from '../engine';
import { InvalidDate } from './date-encoding';
import { InvalidNumber } from './number-encoding';

const texts = new Map<number, string>([
  [28, 'your session has been killed'],
  [1000, 'maximum open cursors exceeded'],
  [1001, 'invalid cursor'],
  [1002, 'fetch out of sequence'],
  [1013, 'user requested cancel of current operation'],
  [1017, 'invalid username/password; logon denied'],
  [1033, 'ORACLE initialization or shutdown in progress'],
  [1034, 'ORACLE not available'],
  [1035, 'ORACLE only available to users with RESTRICTED SESSION privilege'],
  [1045, 'user lacks CREATE SESSION privilege; logon denied'],
  [1089, 'immediate shutdown or close in progress - no operations are permitted'],
  [1403, 'no data found'],
  [3115, 'unsupported network datatype or representation'],
  [3001, 'unimplemented feature'],
  [18, 'maximum number of sessions exceeded'],
  [28000, 'The account is locked.'],
  [28001, 'the password has expired'],
]);

/** A server error with Oracle's text, and `detail` behind it if the number alone does not say enough. */
export function serverError(code: number, detail?: string): OracleServerError {
  const text = texts.get(code) ?? 'error requested by a fault';
  const suffix = detail === undefined ? '' : `: ${detail}`;
  return new OracleServerError(code, `ORA-${String(code).padStart(5, '0')}: ${text}${suffix}`);
}

/** What the client is told of any error. What is no server error is one of ours: ORA-00600, and the session lives on. */
export function asServerError(error: unknown): OracleServerError {
  if (error instanceof OracleServerError) return error;
  if (error instanceof InvalidNumber) return new OracleServerError(1722, 'ORA-01722: invalid number');
  if (error instanceof InvalidDate)
    return new OracleServerError(1801, 'ORA-01801: date format is too long for internal buffer');
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new OracleServerError(600, `ORA-00600: internal error code, arguments: [${text}], [], [], [], [], [], [], []`);
}

import type { Database } from '../engine';
import { DataPumpError, errorStatus } from './api-error';
import type { JobOperation } from './job-definition';

/** Another user's jobs and data need one of the full roles. */
export function hasFullRole({ users }: Database, user: string, operation: JobOperation): boolean {
  const kind = operation === 'EXPORT' ? 'EXP' : 'IMP';
  return [`DATAPUMP_${kind}_FULL_DATABASE`, `${kind}_FULL_DATABASE`, 'DBA'].some((role) => users.hasRole(user, role));
}

/** ORA-31631 and why. */
export function privilegeError(code: number, ...parameters: string[]): DataPumpError {
  return new DataPumpError(31631, [errorStatus(code, ...parameters)]);
}

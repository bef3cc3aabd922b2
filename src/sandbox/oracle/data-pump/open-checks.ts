import type { CallerSession } from '../engine';
import { DataPumpError, detail, errorStatus, type StatusLine } from './api-error';
import type { DataPump } from './data-pump';
import { hasFullRole, privilegeError } from './privileges';
import type { JobMode, JobOperation } from './job-definition';
import { isMasterTable, MasterTable } from './master-table';

const nameBytes = 128;

/** Who may open what: FULL needs a full role. ORA-31631 with ORA-39161. */
export function checkOpen(pump: DataPump, session: CallerSession, mode: JobMode, operation: JobOperation): void {
  if (mode === 'FULL' && operation === 'EXPORT' && !hasFullRole(pump.database, session.user, operation))
    throw privilegeError(39161);
}

/** Creates the table that stands for the job. ORA-31634 for a job of that name, ORA-31626 with the reason otherwise. */
export function createMaster(
  pump: DataPump,
  owner: string,
  operation: JobOperation,
  mode: JobMode,
  given: string | null,
): MasterTable {
  const name = given === null ? defaultName(pump, owner, `SYS_${operation}_${mode}_`) : cutName(given);
  const existing = pump.database.table(owner, name);
  if (existing !== undefined && isMasterTable(existing)) throw new DataPumpError(31634);
  const cause = existing === undefined ? missingRight(pump, owner) : errorStatus(955);
  if (cause !== undefined) throw cannotCreate(owner, name, cause);
  const master = new MasterTable(pump.database, { owner, name });
  master.create(operation, mode);
  return master;
}

function cutName(name: string): string {
  return Buffer.from(name).subarray(0, nameBytes).toString();
}

function defaultName(pump: DataPump, owner: string, prefix: string): string {
  for (let number = 1; number <= 99; number += 1) {
    const name = prefix + String(number).padStart(2, '0');
    if (pump.database.table(owner, name) === undefined) return name;
  }
  throw new DataPumpError(31634, [errorStatus(31664)]);
}

function missingRight({ database }: DataPump, owner: string): StatusLine | undefined {
  if (database.settings.openMode !== 'READ WRITE') return errorStatus(16000);
  const { users } = database;
  if (!users.hasSystemPrivilege(owner, 'CREATE TABLE') && !users.hasSystemPrivilege(owner, 'CREATE ANY TABLE')) {
    return errorStatus(1031);
  }
  const hasSpace = users.quota(owner) !== 0 || users.hasSystemPrivilege(owner, 'UNLIMITED TABLESPACE');
  return hasSpace ? undefined : errorStatus(1950, 'USERS');
}

function cannotCreate(owner: string, name: string, cause: StatusLine): DataPumpError {
  return new DataPumpError(31626, [
    errorStatus(31633, owner, name),
    detail('ORA-06512: at "SYS.DBMS_SYS_ERROR", line 95'),
    detail('ORA-06512: at "SYS.KUPV$FT", line 1163'),
    cause,
    detail('ORA-06512: at "SYS.KUPV$FT", line 1054'),
  ]);
}

import type { BfileLocator, CallerSession } from '../../engine';
import { serverError } from '../../storage/server-error';
import type { SqliteDatabase } from '../../storage/sqlite-database';
import { decodeBfile } from '../../storage/value-coding';
import { timeOfDate, timestampText } from '../values/date-arithmetic';
import { registerStrict } from './strict-function';

/** DBMS_LOB over BFILEs in plain SQL, with the caller's privileges. Throws OracleServerError. */
export interface BfileFunctions {
  bfileLength(caller: CallerSession, locator: BfileLocator): number;
  bfileExists(caller: CallerSession, locator: BfileLocator): boolean;
}

/** Functions that need the database's clock or the host's files. */
export function registerHostFunctions(
  { connection, clock }: SqliteDatabase,
  bfiles: BfileFunctions | undefined,
  callerOf: (sid: number) => CallerSession | undefined,
): void {
  registerStrict(connection, 'o_current_scn', () => clock.current(), false);
  registerStrict(connection, 'o_scn_time', (scn) => timestampText(clock.timeOf(BigInt(Number(scn)))), false);
  registerStrict(connection, 'o_time_scn', (time) => clock.at(timeOfDate(String(time))), false);
  registerStrict(connection, 'o_rowid', (objectId, row) => rowidText(Number(objectId), Number(row)));
  const file = (name: keyof BfileFunctions) => (locator: unknown, sid: unknown) => {
    const caller = callerOf(Number(sid));
    if (bfiles === undefined || caller === undefined) throw serverError(3001);
    return BigInt(Number(bfiles[name](caller, decodeBfile(String(locator)))));
  };
  registerStrict(connection, 'o_bfile_length', file('bfileLength'), false);
  registerStrict(connection, 'o_bfile_exists', file('bfileExists'), false);
}

const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** An extended ROWID: six digits of the object, three of the file, six of the block, three of the row. */
export function rowidText(objectId: number, row: number): string {
  const rowsPerBlock = 200;
  return [
    base64(objectId, 6),
    base64(12, 3),
    base64(128 + Math.floor(row / rowsPerBlock), 6),
    base64(row % rowsPerBlock, 3),
  ].join('');
}

function base64(value: number, width: number): string {
  let text = '';
  for (let rest = value; text.length < width; rest = Math.floor(rest / 64)) text = `${digits[rest % 64] ?? ''}${text}`;
  return text;
}

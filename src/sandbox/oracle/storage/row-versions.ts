import { never } from './table-store';

/** Whose eyes a row is looked at with: what was committed by `scn`, and what `transaction` has done since. */
export interface Snapshot {
  readonly scn: bigint;
  /** Positive; 0 for none. */
  readonly transaction: bigint;
}

/** The SQLite condition for the version of a row that is seen. */
export function visibleVersion({ scn, transaction }: Snapshot, alias: string): string {
  const committed = `${alias}.x_from BETWEEN 1 AND ${scn.toString()}`;
  if (transaction === 0n) return `${committed} AND (${alias}.x_to > ${scn.toString()} OR ${alias}.x_to < 0)`;
  const own = (-transaction).toString();
  const notDeleted = `(${alias}.x_to > ${scn.toString()} OR (${alias}.x_to < 0 AND ${alias}.x_to <> ${own}))`;
  return `(${committed} OR ${alias}.x_from = ${own}) AND ${notDeleted}`;
}

/** Makes a transaction's versions those of a commit. */
export function commitVersions(table: string, transaction: bigint, scn: bigint): string {
  const own = (-transaction).toString();
  return `
    DELETE FROM ${table} WHERE x_from < 0 AND x_from = ${own} AND x_to = ${own};
    UPDATE ${table} SET x_from = ${scn.toString()} WHERE x_from < 0 AND x_from = ${own};
    UPDATE ${table} SET x_to = ${scn.toString()} WHERE x_to < 0 AND x_to = ${own};`;
}

/** Takes a transaction's versions back; without a transaction, those of all. */
export function rollbackVersions(table: string, transaction?: bigint): string {
  const own = transaction === undefined ? '' : ` = ${(-transaction).toString()}`;
  const from = own === '' ? '' : ` AND x_from${own}`;
  const to = own === '' ? '' : ` AND x_to${own}`;
  return `
    DELETE FROM ${table} WHERE x_from < 0${from};
    UPDATE ${table} SET x_to = ${never.toString()} WHERE x_to < 0${to};`;
}

/** Forgets versions that no readable SCN sees any more. */
export function purgeVersions(table: string, oldestScn: bigint): string {
  return `DELETE FROM ${table} WHERE x_to BETWEEN 1 AND ${oldestScn.toString()}`;
}

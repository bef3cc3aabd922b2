/** Whose run holds the database. Also the memo of its keeper, which others read. */
export interface Holder {
  readonly database: string;
  readonly backupId: string;
  readonly workflowId: string;
  /** Stable over Reset and workflow retries. */
  readonly firstExecutionRunId: string;
}

/** What a keeper removed from the database, and what stayed there for the sweep (nothing, as a rule). */
export interface KeeperResult {
  readonly removed: readonly string[];
  readonly leftBehind: readonly string[];
}

/** The workflow id of a database's keeper: one a database, whoever starts the backup. */
export const keeperId = (database: string): string => `redoubt/${database}`;

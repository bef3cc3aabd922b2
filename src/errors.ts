/**
 * The one table of what can go wrong: whether trying again is worth it, the exit code of the command line, and what to
 * do. docs/errors.md is printed from it. A code is stored in histories and scripts rely on it: never rename one.
 */

/** Exit codes of the command line; 0 is success. Documented in docs/errors.md. */
export const exitCodes = {
  unexpected: 1,
  usage: 2,
  configuration: 3,
  temporal: 4,
  database: 5,
  region: 6,
  busy: 7,
  backup: 8,
  restore: 9,
  sandbox: 10,
  cancelled: 11,
  deadline: 12,
} as const;

interface ErrorEntry {
  readonly retryable: boolean;
  readonly exit: keyof typeof exitCodes;
  readonly hint: string;
}

const fatal = (exit: ErrorEntry['exit'], hint: string): ErrorEntry => ({ retryable: false, exit, hint });
const passing = (exit: ErrorEntry['exit'], hint: string): ErrorEntry => ({ retryable: true, exit, hint });

const table = {
  // What was asked for
  INVALID_REQUEST: fatal('usage', 'Correct the named field; {"database":"sales"} is a complete request.'),
  USAGE: fatal('usage', 'See `redoubt --help` or `redoubt <command> --help`.'),
  NOT_BUILT_YET: fatal(
    'usage',
    'Leave the field out: this version does not have it, and does not ignore it in silence.',
  ),
  CANCELLED: fatal('cancelled', 'Nothing was sealed. Start a new backup when you are ready.'),

  // Configuration
  CONFIG_NOT_FOUND: fatal('configuration', 'Give --config FILE, write redoubt.yaml here, or run `redoubt sandbox up`.'),
  CONFIG_INVALID: fatal('configuration', 'Correct the named field; the schema is docs/redoubt.schema.json.'),
  UNKNOWN_DATABASE: fatal('configuration', 'Use a name from `databases:` in the configuration, or add it there.'),
  UNKNOWN_REGION: fatal('configuration', 'Use a name from `regions:` in the configuration, or add it there.'),
  SECRET_MISSING: fatal('configuration', 'Set the named variable, or create the named file, where the worker runs.'),
  NO_RECIPIENT: fatal(
    'configuration',
    'Run `redoubt keygen` and put the recipient (age1…) under encryption.recipients.',
  ),
  JURISDICTION_REFUSED: fatal(
    'configuration',
    'Use a region inside the database’s jurisdictions, or add the jurisdiction.',
  ),
  METRICS_ADDRESS_UNUSABLE: fatal(
    'configuration',
    'Give metrics.address (or --metrics-address) an IP address of this host and a free port, such as 127.0.0.1:9464.',
  ),
  SIGNING_KEY_INVALID: fatal('configuration', 'Run `redoubt keygen` and point signing.key at the file it made.'),

  // Temporal
  TEMPORAL_UNREACHABLE: fatal(
    'temporal',
    'Check temporal.address, and that the server runs (`redoubt sandbox up` for a local one).',
  ),
  NO_WORKER: fatal('temporal', 'Start one with `redoubt worker`, with the same task queue in its configuration.'),
  SEARCH_ATTRIBUTES_REFUSED: fatal(
    'temporal',
    'Have somebody create them who may: docs/temporal.md has the commands. Backups run without them.',
  ),
  WORKFLOW_NOT_FOUND: fatal('temporal', 'See `redoubt backup list` for what there is.'),
  INVALID_SCHEDULE: fatal(
    'usage',
    'Correct the named field; see `redoubt schedule create --help` and docs/schedules.md.',
  ),
  SCHEDULE_EXISTS: fatal('usage', 'Give another --id, or delete the one that is there: `redoubt schedule delete`.'),
  SCHEDULE_CHANGED: fatal('temporal', 'Run it again, to see the schedule as it is now; ask whoever changes it.'),
  SCHEDULE_NOT_FOUND: fatal('temporal', 'See `redoubt schedule list` for what there is.'),
  DATABASE_BUSY: fatal('busy', 'Wait for the named backup to end, or cancel it with `redoubt backup cancel`.'),

  // Oracle: what a person must change
  DATABASE_LOGIN_REFUSED: fatal(
    'database',
    'Check user and password; unlock the account with ALTER USER … ACCOUNT UNLOCK.',
  ),
  DATABASE_UNSUPPORTED: fatal(
    'database',
    'See docs/limits.md: what the driver’s thin mode and this version of Oracle need.',
  ),
  DATABASE_NOT_WRITABLE: fatal(
    'database',
    'Data Pump creates a table: point connectString at the primary, or at a snapshot standby.',
  ),
  PRIVILEGE_MISSING: fatal('database', 'Run the named GRANT as a DBA, or `redoubt database setup` again.'),
  DIRECTORY_MISSING: fatal(
    'database',
    'Create it and grant READ and WRITE on it: `redoubt database setup` writes the SQL.',
  ),
  DIRECTORY_UNUSABLE: fatal(
    'database',
    'Check that the path of the directory object exists and that the oracle user may write there.',
  ),
  SCHEMA_MISSING: fatal(
    'database',
    'Correct schemas or tables in the configuration: names are spelt as in the dictionary.',
  ),
  SPACE_SHORT: fatal('database', 'Free space in the named tablespace or directory, or raise the quota.'),
  ORACLE_ERROR: fatal('database', 'Look the ORA- number up; nothing of this backup is left in the database.'),

  // Oracle: what passes
  DATABASE_UNREACHABLE: passing(
    'database',
    'Check that the listener and the database are up, and the network between.',
  ),
  DATABASE_CONNECTION_LOST: passing(
    'database',
    'It is tried again by itself; look at the database’s alert log if it goes on.',
  ),
  EXPORT_INTERRUPTED: passing('database', 'It is tried again by itself.'),

  // Export
  EXPORT_INCOMPLETE: fatal('backup', 'The Data Pump log is in the result: mend the named tables, then start again.'),
  EXPORT_FAILED: fatal('backup', 'Look at the named Data Pump error; the backup can be started again at once.'),
  UNDO_TOO_SHORT: fatal('backup', 'Raise UNDO_RETENTION (or the undo tablespace), or export at a quieter hour.'),
  DUMP_FILE_CHANGED: fatal('backup', 'Something else writes to the directory: give Redoubt one of its own.'),
  LOCAL_PATH_UNREADABLE: fatal('backup', 'Correct export.localPath, or leave it out to read through the database.'),

  // Regions
  BUCKET_MISSING: fatal('region', 'Create the bucket in that region, or correct its name.'),
  REGION_CREDENTIALS_REFUSED: fatal('region', 'Renew the credentials of that region; check the clock of the host.'),
  REGION_ACCESS_DENIED: fatal('region', 'Allow s3:PutObject, s3:GetObject and s3:ListBucket on bucket and prefix.'),
  REGION_MISCONFIGURED: fatal('region', 'Correct endpoint, region or pathStyle of that region.'),
  REGION_UNAVAILABLE: passing('region', 'It is tried again by itself; what is missing there is repaired later.'),
  OBJECT_REJECTED: passing('region', 'The region received other bytes than were sent; it is tried again by itself.'),
  OBJECT_CONFLICT: fatal('region', 'Other bytes lie under this key: nobody but Redoubt should write under its prefix.'),
  OBJECT_MISSING: fatal('restore', 'Run `redoubt restore` with another region, or start repairBackup.'),
  OBJECT_DAMAGED: fatal('restore', 'The other regions are tried by themselves; have the named region looked at.'),

  // Deadline
  DEADLINE_MISSED: fatal('deadline', 'Nothing was counted. Give it more time, or the policy continue or settle.'),
  DEADLINE_IMPOSSIBLE: fatal(
    'deadline',
    'Give it more time, start it earlier, or choose the policy continue: it would miss the deadline at its fastest.',
  ),

  // Notifications: none of them fails a backup
  NOTIFICATION_NOT_TAKEN: passing(
    'unexpected',
    'Look at the receiver behind notifications.webhook.url; it is tried again for an hour.',
  ),
  NOTIFICATION_REFUSED: fatal('configuration', 'Correct notifications.webhook; docs/notifications.md has an example.'),

  // Commit
  QUORUM_NOT_REACHED: fatal('backup', 'Bring the named regions back, then start again: no manifest was written.'),
  MANIFEST_CONFLICT: fatal(
    'backup',
    'Another manifest of this backup exists and differs: keep both files, and tell the maintainers.',
  ),

  // Restore
  BACKUP_NOT_FOUND: fatal('restore', 'See `redoubt backup list`; look at another region with --region.'),
  BACKUP_UNREADABLE: fatal('restore', 'No region has the named parts whole; an older backup may be.'),
  MANIFEST_INVALID: fatal('restore', 'Another region may hold it whole; do not trust this copy.'),
  SIGNATURE_INVALID: fatal(
    'restore',
    'Do not trust this copy. Check signing.trusted against the key that made the backup.',
  ),
  IDENTITY_INVALID: fatal('restore', 'Give the file that `redoubt keygen` wrote (AGE-SECRET-KEY-1…).'),
  IDENTITY_MISMATCH: fatal('restore', 'Use an identity of one of the recipients that the manifest names.'),
  TARGET_NOT_EMPTY: fatal('restore', 'Give an empty or new directory: a restore never mixes with other files.'),
  TARGET_UNWRITABLE: fatal('restore', 'Give a directory that this user may write to, with enough space.'),
  COMPARE_DIFFERS: fatal('restore', 'The named tables differ from what the database held at the SCN.'),

  // Sandbox
  TOOL_MISSING: fatal('sandbox', 'Install it in one of the named ways.'),
  SANDBOX_NOT_RUNNING: fatal('sandbox', 'Start it with `redoubt sandbox up`.'),
  SANDBOX_RUNNING: fatal('sandbox', 'Stop it first with `redoubt sandbox down`.'),
  SANDBOX_FAILED: fatal('sandbox', 'Look at the named log file; `redoubt sandbox down` removes what was started.'),
  LOAD_INVALID: fatal('sandbox', 'Correct the named file and line: CSV with a header row, one file a table.'),

  INTERNAL: fatal('unexpected', 'This is a defect: please report it with the message and the version.'),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof table;

/** Every code, in the table's order. */
// The table's own keys: Object.keys cannot know their type.
export const errorCodes = Object.keys(table) as readonly ErrorCode[];

/** What the table says about a code. */
export function describeError(code: ErrorCode): { retryable: boolean; exitCode: number; hint: string } {
  const { retryable, exit, hint } = table[code];
  return { retryable, exitCode: exitCodes[exit], hint };
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return typeof value === 'string' && Object.hasOwn(table, value);
}

/**
 * What our code throws. The message names the thing (database, region, file, size) as a person needs it at 3 a.m.;
 * the hint comes from the table.
 */
export class BackupError extends Error {
  override readonly name = 'BackupError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: { readonly cause?: unknown; readonly hint?: string; readonly details?: readonly unknown[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.hint = options.hint ?? table[code].hint;
    this.details = options.details ?? [];
  }

  /** What a retry can go on from (plain JSON, small). */
  readonly details: readonly unknown[];

  /** The table's hint, or a better one where more is known (the exact GRANT, the command to run). */
  readonly hint: string;

  get retryable(): boolean {
    return table[this.code].retryable;
  }

  get exitCode(): number {
    return exitCodes[table[this.code].exit];
  }
}

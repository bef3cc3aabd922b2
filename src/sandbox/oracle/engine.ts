/**
 * The contracts between the parts of the Oracle stand-in:
 *
 *   net/       speaks Oracle Net to clients, knows no SQL            uses Engine
 *   sql/       plain SQL, the dictionary views, DML, DDL and grants  implements SqlExecutor, uses Database
 *   storage/   tables with versions of rows on node:sqlite           implements Database
 *   plsql/     anonymous blocks, checked against the catalogue       implements BlockExecutor, uses Packages
 *   packages/  DBMS_DATAPUMP, DBMS_LOB, UTL_FILE, …                  implements Packages, uses Database, DirectoryFiles
 *   faults.ts  what a test or `redoubt sandbox fault` asked to go wrong
 *
 * It is no Oracle: it answers what Redoubt and a curious client ask, and gives a server's error for everything else.
 */

/** Which Oracle version the stand-in plays; decides the catalogue of packages, the banner and some error texts. */
export const playedVersions = ['12.2', '19c', '23ai'] as const;
export type PlayedVersion = (typeof playedVersions)[number];

/** What the stand-in pretends to be. All of it shows in the dictionary views and V$ views. */
export interface StandInSettings {
  readonly version: PlayedVersion;
  readonly edition: 'EE' | 'SE2' | 'FREE';
  readonly databaseName: string;
  readonly serviceName: string;
  readonly characterSet: string;
  readonly timeZoneFileVersion: number;
  readonly openMode: 'READ WRITE' | 'READ ONLY' | 'READ ONLY WITH APPLY' | 'MOUNTED';
  readonly role: 'PRIMARY' | 'PHYSICAL STANDBY' | 'LOGICAL STANDBY' | 'SNAPSHOT STANDBY';
  readonly tdeTablespaces: boolean;
  readonly clustered: boolean;
  readonly tunedUndoRetentionS: number;
}

/** SQL types that a column, a bind or an expression can have. */
export type SqlType =
  'VARCHAR2' | 'CHAR' | 'NUMBER' | 'DATE' | 'TIMESTAMP' | 'RAW' | 'CLOB' | 'BLOB' | 'BFILE' | 'BINARY_DOUBLE' | 'ROWID';

/** A BFILE value: what BFILENAME(directory, file) names. It need not exist. */
export interface BfileLocator {
  readonly kind: 'bfile';
  readonly directory: string;
  readonly filename: string;
}

/**
 * A value: VARCHAR2, CHAR, ROWID, CLOB as string; NUMBER as its decimal text ('-12.5', no exponent, lossless);
 * DATE and TIMESTAMP as 'YYYY-MM-DD HH24:MI:SS[.fffffffff]' without a zone; RAW and BLOB as Buffer.
 * An empty string is NULL, as in Oracle.
 */
export type SqlValue = string | Buffer | BfileLocator | null;

export interface ColumnInfo {
  readonly name: string;
  readonly type: SqlType;
  /** Bytes for VARCHAR2, CHAR and RAW; undefined elsewhere. */
  readonly maxSize?: number;
  /** NUMBER only. Both undefined: a bare NUMBER. */
  readonly precision?: number;
  readonly scale?: number;
  readonly nullable: boolean;
}

/** A bind as the client sent it: the declared type decides how an OUT value is encoded. */
export interface BindValue {
  readonly type: SqlType;
  readonly maxSize: number;
  readonly value: SqlValue;
}

/** An error as the server reports it: `message` is the whole stack, lines joined by "\n", first line "ORA-nnnnn: …". */
export class OracleServerError extends Error {
  override readonly name = 'OracleServerError';
  constructor(
    readonly code: number,
    message: string,
    /** Offset into the statement, 0 if unknown. */
    readonly position = 0,
  ) {
    super(message);
  }
}

export type ExecuteReply =
  /** A query: rows are pulled as the client fetches. */
  | { readonly kind: 'rows'; readonly columns: readonly ColumnInfo[]; readonly rows: Iterator<readonly SqlValue[]> }
  /** A block: one direction a bind, in the order of the statement's placeholders; the values of OUT and IN OUT binds only. */
  | {
      readonly kind: 'block';
      readonly directions: readonly ('in' | 'out' | 'inout')[];
      readonly outValues: readonly SqlValue[];
    }
  /** DML, DDL, ALTER SESSION. */
  | { readonly kind: 'done'; readonly rowCount: number };

/** What LOB function 96 asks of a BFILE. `open` state belongs to the session. */
export interface BfileAccess {
  isOpen(locator: BfileLocator): boolean;
  /** A second open of an open locator is accepted (the driver does it). ORA-22285, 22286, 22288, 22290. */
  open(locator: BfileLocator): void;
  close(locator: BfileLocator): void;
  exists(locator: BfileLocator): boolean;
  length(locator: BfileLocator): number;
  /** 1-based offset; null past the end; shorter at the end. ORA-22289 when not open, ORA-24801 for amount 0. */
  read(locator: BfileLocator, offset: number, amount: number): Promise<Buffer | null>;
}

/** One logged-in session. The wire layer calls one method at a time. */
export interface EngineSession {
  readonly user: string;
  readonly sid: number;
  readonly serial: number;
  readonly bfiles: BfileAccess;
  /** `binds` in the order of first appearance of each placeholder name (:a twice is one bind in PL/SQL, two in SQL). */
  execute(sql: string, binds: readonly BindValue[], signal: AbortSignal): Promise<ExecuteReply>;
  commit(): void;
  rollback(): void;
  /** Implicit DETACH of Data Pump handles, closes files, rolls back. */
  end(): void;
}

/** The whole stand-in behind the wire. */
export interface Engine {
  readonly settings: StandInSettings;
  /** The password of a user that may log in, for the verifier. Throws 1017, 28000, 1045. */
  passwordOf(user: string): string;
  openSession(user: string, client: { readonly program: string; readonly machine: string }): EngineSession;
  /** Sessions that faults or `ALTER SYSTEM KILL SESSION` ended: the wire answers them ORA-00028 and closes. */
  onSessionKilled(listener: (sid: number) => void): void;
}

// ---------------------------------------------------------------------------------------------------------------------

export interface ColumnDefinition extends ColumnInfo {
  readonly position: number;
}

export interface TableDefinition {
  readonly owner: string;
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly comment: string | null;
}

/** Names are the dictionary's spelling (upper case unless created quoted). */
export interface Database {
  readonly settings: StandInSettings;
  readonly users: UserRegistry;
  readonly directories: DirectoryRegistry;

  currentScn(): bigint;
  /** The oldest SCN that AS OF can still read (undo); older is ORA-01555. */
  oldestReadableScn(): bigint;

  tables(owner?: string): readonly TableDefinition[];
  table(owner: string, name: string): TableDefinition | undefined;
  createTable(definition: TableDefinition): void;
  setTableComment(owner: string, name: string, comment: string): void;
  dropTable(owner: string, name: string): void;
  /** Approximate bytes of live rows, for DBA_SEGMENTS and estimates. */
  tableBytes(owner: string, name: string): number;
  rowCount(owner: string, name: string, asOfScn?: bigint): number;

  /** Rows as they were at `asOfScn` (default: now), in batches, in a stable order. `where` is an Oracle condition. */
  scanRows(
    owner: string,
    name: string,
    options: { readonly asOfScn?: bigint; readonly where?: string; readonly batchRows: number },
  ): Iterable<readonly (readonly SqlValue[])[]>;
  /** One committed transaction; its SCN is returned. Values in the order of the table's columns. */
  insertRows(owner: string, name: string, rows: readonly (readonly SqlValue[])[]): bigint;
}

export interface UserRegistry {
  find(name: string): { readonly name: string; readonly locked: boolean } | undefined;
  hasSystemPrivilege(user: string, privilege: string): boolean;
  hasRole(user: string, role: string): boolean;
  /** Directly, by PUBLIC or by a role (roles count: anonymous blocks run with roles enabled). */
  hasObjectPrivilege(user: string, privilege: string, owner: string, object: string): boolean;
  /** Bytes; 'unlimited'; 0 when there is no quota on any tablespace. */
  quota(user: string): number | 'unlimited';
}

export interface DirectoryRegistry {
  find(name: string): { readonly name: string; readonly path: string } | undefined;
  all(): readonly { readonly name: string; readonly path: string }[];
}

/** What a client of the package layer may know about the session that calls it. */
export interface CallerSession {
  readonly user: string;
  readonly sid: number;
  readonly serial: number;
}

/** Plain SQL: SELECT over tables and dictionary views, DML, the DDL and grants that a set-up needs, ALTER SESSION. */
export interface SqlExecutor {
  execute(session: CallerSession, sql: string, binds: readonly BindValue[]): ExecuteReply;
  commit(session: CallerSession): void;
  rollback(session: CallerSession): void;
}

/** Rows of a dictionary or V$ view that another part owns (USER_DATAPUMP_JOBS, V$SESSION_LONGOPS, V$SESSION, …). */
export interface ViewProvider {
  readonly views: readonly {
    readonly name: string;
    readonly columns: readonly ColumnInfo[];
    /** 'public', or the role or object privilege that is needed (without it: ORA-00942). */
    readonly access: 'public' | 'catalog';
    rows(caller: CallerSession): readonly (readonly SqlValue[])[];
  }[];
}

/** Anonymous PL/SQL blocks. */
export interface BlockExecutor {
  execute(
    session: CallerSession,
    block: string,
    binds: readonly BindValue[],
    signal: AbortSignal,
  ): Promise<Extract<ExecuteReply, { kind: 'block' }>>;
  /** The session ended: detach its Data Pump handles (a DEFINING job goes), close its files. */
  endSession(session: CallerSession): void;
}

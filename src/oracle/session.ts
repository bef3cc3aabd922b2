import { hostname } from 'node:os';
import oracledb from 'oracledb';
import type { DatabaseTarget } from '../domain/database-target';
import { Bfile } from './bfile';
import { Destination } from './driver-read';
import { classifyOracleError } from './errors';
import { interruptible, within } from './interruptible';

export interface SessionOptions {
  /** Breaks the call that runs when it aborts; the call then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Bytes of a packet (SDU): the server may agree to less. */
  readonly sdu?: number;
}

export interface CallOptions {
  /** How the error message continues "cannot …". */
  readonly doing: string;
  /** Longest wait for one answer of the server, in ms. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Once begun, the call runs to its end whatever signal aborts: half of it would leave something behind. */
  readonly toTheEnd?: boolean;
}

/** A value for the server. Names with `directory` also tell errors which directory object was meant. */
export type InBind = string | number | null;
/** A VARCHAR2 that a block gives back, with its largest size in bytes. */
export interface OutBind {
  readonly outBytes: number;
}
/** Every value as text: a NUMBER keeps all its digits, and dates are asked for with TO_CHAR. */
export type Row = Readonly<Record<string, string | null>>;

/** A file of a directory object. One read at a time: it shares its session. */
export interface BfileReader {
  readonly sizeBytes: number;
  /**
   * Opens it until the session is closed: a read then costs one round trip instead of four (is it open, open, read,
   * close), and all of them read the file that lay under the name now. A session has ten such files at most.
   */
  keepOpen(options: CallOptions): Promise<void>;
  /**
   * Fills the buffer from the file. When it has ended, however it ended, nothing is written any more.
   *
   * @param offset bytes from 0. @returns how many bytes came: fewer than fit at the end of the file, 0 behind it
   */
  read(offset: number, into: Buffer, options: CallOptions): Promise<number>;
}

/** One session of a database. One call at a time. Every error it throws is a BackupError, or its signal's reason. */
export interface Session {
  readonly database: string;
  /** As the dictionary spells it. */
  readonly user: string;
  /** `19.19.0.0.0` */
  readonly serverVersion: string;
  query(sql: string, binds: Readonly<Record<string, InBind>>, options: CallOptions): Promise<readonly Row[]>;
  /** Runs a PL/SQL block (or a statement) and gives back its OUT binds by name. */
  run(
    block: string,
    binds: Readonly<Record<string, InBind | OutBind>>,
    options: CallOptions,
  ): Promise<Readonly<Record<string, string | null>>>;
  /** @throws DIRECTORY_MISSING, DIRECTORY_UNUSABLE (no such file), PRIVILEGE_MISSING */
  openFile(directory: string, name: string, options: CallOptions): Promise<BfileReader>;
  close(): Promise<void>;
}

const quickMs = 60_000;
const loginS = 30;
const closeMs = 5_000;

/** Packets as large as the oldest protocol knows: larger ones make the driver slower, smaller ones the network. */
const largestSdu = 65_535;

/**
 * Logs in. Messages of the session are English, so that logs can be read.
 *
 * @throws DATABASE_LOGIN_REFUSED, DATABASE_UNREACHABLE, DATABASE_UNSUPPORTED, CONFIG_INVALID, PRIVILEGE_MISSING
 */
export async function openSession(target: DatabaseTarget, options: SessionOptions = {}): Promise<Session> {
  const connection = await connect(target, options);
  const session = new DriverSession(target, connection, options.signal);
  try {
    connection.module = 'redoubt';
    connection.clientInfo = `redoubt on ${hostname()}`.slice(0, 64);
    await session.run('ALTER SESSION SET NLS_LANGUAGE = AMERICAN', {}, { doing: 'set up the session' });
    return session;
  } catch (error) {
    await session.close();
    throw error;
  }
}

/** Opens a session for one piece of work, and closes it whatever happens. */
export async function withSession<T>(
  target: DatabaseTarget,
  options: SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const session = await openSession(target, options);
  try {
    return await work(session);
  } finally {
    await session.close();
  }
}

async function connect(target: DatabaseTarget, { signal, sdu }: SessionOptions): Promise<oracledb.Connection> {
  signal?.throwIfAborted();
  const open = (): Promise<oracledb.Connection> =>
    oracledb.getConnection({
      user: target.user,
      password: target.password,
      connectString: target.connectString,
      sdu: sdu ?? largestSdu,
      connectTimeout: loginS,
      transportConnectTimeout: loginS,
      program: 'redoubt',
    } as oracledb.ConnectionAttributes);
  const opening = target.watchConnect === undefined ? open() : target.watchConnect(target.name, open);
  try {
    // The driver cannot be told to stop a login: whoever no longer waits leaves it to be closed when it comes.
    return await interruptible(
      opening,
      signal,
      () =>
        void opening.then(
          (late) => late.close(),
          () => undefined,
        ),
    );
  } catch (error) {
    signal?.throwIfAborted();
    throw classifyOracleError(error, { database: target.name, user: target.user, doing: 'log in' });
  }
}

const executeOptions: oracledb.ExecuteOptions = {
  outFormat: oracledb.OUT_FORMAT_OBJECT,
  fetchArraySize: 500,
  fetchTypeHandler: ({ dbType }) => (dbType === oracledb.DB_TYPE_NUMBER ? { type: oracledb.STRING } : undefined),
};

class DriverSession implements Session {
  readonly database: string;
  readonly user: string;
  readonly #connection: oracledb.Connection;
  readonly #signal: AbortSignal | undefined;

  constructor(target: DatabaseTarget, connection: oracledb.Connection, signal: AbortSignal | undefined) {
    this.database = target.name;
    this.user = dictionaryName(target.user);
    this.#connection = connection;
    this.#signal = signal;
  }

  get serverVersion(): string {
    return this.#connection.oracleServerVersionString;
  }

  async query(sql: string, binds: Readonly<Record<string, InBind>>, options: CallOptions): Promise<readonly Row[]> {
    const result = await this.#call(options, binds, () =>
      this.#connection.execute<Row>(sql, driverBinds(binds), executeOptions),
    );
    return result.rows ?? [];
  }

  async run(
    block: string,
    binds: Readonly<Record<string, InBind | OutBind>>,
    options: CallOptions,
  ): Promise<Readonly<Record<string, string | null>>> {
    const result = await this.#call(options, binds, () =>
      this.#connection.execute<Record<string, string | null>>(block, driverBinds(binds), {}),
    );
    return result.outBinds ?? {};
  }

  async openFile(directory: string, name: string, options: CallOptions): Promise<BfileReader> {
    const result = await this.#call(options, { directory }, () =>
      this.#connection.execute<{ FILE: oracledb.Lob; LENGTH: string }>(
        `SELECT BFILENAME(:directory, :name) AS "FILE", DBMS_LOB.GETLENGTH(BFILENAME(:directory, :name)) AS "LENGTH" FROM DUAL`,
        { directory, name },
        executeOptions,
      ),
    );
    const [row] = result.rows ?? [];
    if (row === undefined) throw new RangeError('a SELECT from DUAL gave no row');
    const file = new Bfile(row.FILE);
    return {
      sizeBytes: Number(row.LENGTH),
      keepOpen: (openOptions) => this.#call(openOptions, { directory }, () => file.keepOpen()),
      read: async (offset, into, readOptions) => {
        const destination = new Destination(into);
        try {
          return await this.#call(readOptions, { directory }, () => file.read(offset, destination));
        } finally {
          destination.close();
        }
      },
    };
  }

  async close(): Promise<void> {
    // Whatever it answers, the session is of no use any more: the server ends it when the socket closes.
    await within(closeMs, this.#connection.close()).catch(() => undefined);
  }

  async #call<T>(
    { doing, timeoutMs = quickMs, signal, toTheEnd = false }: CallOptions,
    binds: Readonly<Record<string, unknown>>,
    work: () => Promise<T>,
  ): Promise<T> {
    const asked = eitherOf(this.#signal, signal);
    asked?.throwIfAborted();
    const either = toTheEnd ? undefined : asked;
    this.#connection.callTimeout = timeoutMs;
    try {
      return await interruptible(work(), either, () => void this.#connection.break().catch(() => undefined));
    } catch (error) {
      either?.throwIfAborted();
      const directory = binds['directory'];
      throw classifyOracleError(error, {
        database: this.database,
        user: this.user,
        doing,
        ...(typeof directory === 'string' ? { directory } : {}),
      });
    }
  }
}

function eitherOf(one: AbortSignal | undefined, other: AbortSignal | undefined): AbortSignal | undefined {
  if (one === undefined || other === undefined || one === other) return one ?? other;
  return AbortSignal.any([one, other]);
}

/** A user's name as the server reads it at login: upper case unless it is quoted. */
function dictionaryName(user: string): string {
  return /^".*"$/.test(user) ? user.slice(1, -1) : user.toUpperCase();
}

function driverBinds(binds: Readonly<Record<string, InBind | OutBind>>): Record<string, oracledb.BindParameter> {
  return Object.fromEntries(
    Object.entries(binds).map(([name, value]) => {
      if (typeof value === 'number') return [name, { val: value, type: oracledb.NUMBER, dir: oracledb.BIND_IN }];
      if (typeof value === 'string' || value === null) {
        return [name, { val: value, type: oracledb.STRING, dir: oracledb.BIND_IN }];
      }
      return [name, { type: oracledb.STRING, dir: oracledb.BIND_OUT, maxSize: value.outBytes }];
    }),
  );
}

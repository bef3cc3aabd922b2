import {
  OracleServerError,
  type BfileLocator,
  type BindValue,
  type Engine,
  type EngineSession,
  type ExecuteReply,
  type StandInSettings,
} from '../../../../src/sandbox/oracle/engine';

/** What a statement answers. A script is looked up by the exact text. */
export type Script = (call: {
  readonly binds: readonly BindValue[];
  readonly signal: AbortSignal;
  readonly session: ScriptedSession;
}) => ExecuteReply | Promise<ExecuteReply>;

const settings: StandInSettings = {
  version: '19c',
  edition: 'EE',
  databaseName: 'SALES',
  serviceName: 'sales.example',
  characterSet: 'AL32UTF8',
  timeZoneFileVersion: 42,
  openMode: 'READ WRITE',
  role: 'PRIMARY',
  tdeTablespaces: false,
  clustered: false,
  tunedUndoRetentionS: 900,
};

/** An engine that knows only what a test told it: the other side of the boundary that the net layer works against. */
export class ScriptedEngine implements Engine {
  readonly settings = settings;
  readonly scripts = new Map<string, Script>();
  readonly files = new Map<string, Buffer>();
  readonly sessions: ScriptedSession[] = [];
  readonly #killListeners: ((sid: number) => void)[] = [];

  passwordOf(user: string): string {
    if (user === 'LOCKED') throw new OracleServerError(28000, 'ORA-28000: The account is locked.');
    if (user !== 'SCOTT') throw new OracleServerError(1017, 'ORA-01017: invalid username/password; logon denied');
    return 'tiger-42';
  }

  openSession(user: string, client: { readonly program: string; readonly machine: string }): EngineSession {
    const session = new ScriptedSession(this, user, client, this.sessions.length + 1);
    this.sessions.push(session);
    return session;
  }

  onSessionKilled(listener: (sid: number) => void): void {
    this.#killListeners.push(listener);
  }

  kill(sid: number): void {
    for (const listener of this.#killListeners) listener(sid);
  }

  get openSessions(): readonly ScriptedSession[] {
    return this.sessions.filter((session) => !session.isEnded);
  }
}

export class ScriptedSession implements EngineSession {
  readonly serial = 7;
  readonly calls: string[] = [];
  isEnded = false;
  readonly #openFiles = new Set<string>();

  constructor(
    private readonly engine: ScriptedEngine,
    readonly user: string,
    readonly client: { readonly program: string; readonly machine: string },
    readonly sid: number,
  ) {}

  readonly bfiles = {
    isOpen: (locator: BfileLocator) => this.#openFiles.has(locator.filename),
    open: (locator: BfileLocator) => {
      this.#file(locator);
      this.#openFiles.add(locator.filename);
    },
    close: (locator: BfileLocator) => void this.#openFiles.delete(locator.filename),
    exists: (locator: BfileLocator) => this.engine.files.has(locator.filename),
    length: (locator: BfileLocator) => this.#file(locator).length,
    read: (locator: BfileLocator, offset: number, amount: number) => {
      if (!this.#openFiles.has(locator.filename)) throw new OracleServerError(22289, 'ORA-22289: file is not open');
      const bytes = this.#file(locator).subarray(offset - 1, offset - 1 + amount);
      return Promise.resolve(bytes.length === 0 ? null : bytes);
    },
  };

  async execute(sql: string, binds: readonly BindValue[], signal: AbortSignal): Promise<ExecuteReply> {
    this.calls.push(sql);
    const script = this.engine.scripts.get(sql);
    if (script === undefined) throw new OracleServerError(900, 'ORA-00900: invalid SQL statement', 0);
    return script({ binds, signal, session: this });
  }

  commit(): void {
    this.calls.push('(commit)');
  }

  rollback(): void {
    this.calls.push('(rollback)');
  }

  end(): void {
    if (this.isEnded) throw new Error('the session ended twice');
    this.isEnded = true;
  }

  #file(locator: BfileLocator): Buffer {
    const file = this.engine.files.get(locator.filename);
    if (file === undefined) throw new OracleServerError(22288, 'ORA-22288: file or LOB operation FILEOPEN failed');
    return file;
  }
}

/** The reply of a query. */
export function rowsOf(
  columns: Extract<ExecuteReply, { kind: 'rows' }>['columns'],
  rows: Iterable<readonly (string | Buffer | BfileLocator | null)[]>,
): ExecuteReply {
  return { kind: 'rows', columns, rows: rows[Symbol.iterator]() };
}

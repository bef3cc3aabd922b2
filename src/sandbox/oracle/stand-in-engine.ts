import {
  OracleServerError,
  type BfileAccess,
  type BindValue,
  type BlockExecutor,
  type CallerSession,
  type Engine,
  type EngineSession,
  type ExecuteReply,
  type SqlExecutor,
  type StandInSettings,
} from './engine';
import type { Faults } from './faults';

/** A session as V$SESSION shows it. */
export interface LiveSession extends CallerSession {
  readonly program: string;
  readonly machine: string;
  readonly loggedOnAt: Date;
}

export interface EngineParts {
  readonly settings: StandInSettings;
  readonly faults: Faults;
  readonly sql: SqlExecutor & { endSession?(session: CallerSession): void };
  readonly blocks: BlockExecutor;
  readonly bfilesOf: (session: CallerSession) => BfileAccess;
  /** The password of a user that may log in; throws as the server does. */
  readonly passwordOf: (user: string) => string;
}

/** Gives sessions to the wire: blocks go to PL/SQL, everything else to SQL. */
export class StandInEngine implements Engine {
  readonly #parts: EngineParts;
  readonly #live = new Map<number, LiveSession>();
  readonly #killListeners: ((sid: number) => void)[] = [];
  #lastSid = 100;
  #lastSerial = 1;

  constructor(parts: EngineParts) {
    this.#parts = parts;
    parts.faults.onAdd((fault) => {
      if (fault.kind === 'kill-sessions') this.#kill(fault.user);
    });
  }

  get settings(): StandInSettings {
    return this.#parts.settings;
  }

  get sessions(): readonly LiveSession[] {
    return [...this.#live.values()];
  }

  passwordOf(user: string): string {
    return this.#parts.passwordOf(user);
  }

  openSession(user: string, client: { readonly program: string; readonly machine: string }): EngineSession {
    this.#lastSid += 1;
    this.#lastSerial += 1;
    const session: LiveSession = {
      user,
      sid: this.#lastSid,
      serial: this.#lastSerial,
      ...client,
      loggedOnAt: new Date(),
    };
    this.#live.set(session.sid, session);
    return new StandInSession(session, this.#parts, () => this.#live.delete(session.sid));
  }

  onSessionKilled(listener: (sid: number) => void): void {
    this.#killListeners.push(listener);
  }

  #kill(user: string | undefined): void {
    for (const session of this.#live.values()) {
      if (user !== undefined && session.user !== user.toUpperCase()) continue;
      for (const listener of this.#killListeners) listener(session.sid);
    }
  }
}

const plsql = /^(?:\s|--[^\n]*\n|\/\*[\s\S]*?\*\/)*(?:begin|declare|call|<<)/i;

class StandInSession implements EngineSession {
  readonly #session: LiveSession;
  readonly #parts: EngineParts;
  readonly #onEnd: () => void;
  readonly bfiles: BfileAccess;

  constructor(session: LiveSession, parts: EngineParts, onEnd: () => void) {
    this.#session = session;
    this.#parts = parts;
    this.#onEnd = onEnd;
    this.bfiles = parts.bfilesOf(session);
  }

  get user(): string {
    return this.#session.user;
  }

  get sid(): number {
    return this.#session.sid;
  }

  get serial(): number {
    return this.#session.serial;
  }

  async execute(sql: string, binds: readonly BindValue[], signal: AbortSignal): Promise<ExecuteReply> {
    if (sql.trim() === '') throw new OracleServerError(900, 'ORA-00900: invalid SQL statement');
    if (plsql.test(sql)) return this.#parts.blocks.execute(this.#session, sql, binds, signal);
    return this.#parts.sql.execute(this.#session, sql, binds);
  }

  commit(): void {
    this.#parts.sql.commit(this.#session);
  }

  rollback(): void {
    this.#parts.sql.rollback(this.#session);
  }

  end(): void {
    this.rollback();
    this.#parts.blocks.endSession(this.#session);
    this.#parts.sql.endSession?.(this.#session);
    this.#onEnd();
  }
}

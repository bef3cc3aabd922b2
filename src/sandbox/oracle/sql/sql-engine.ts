import type { BindValue, CallerSession, ExecuteReply, SqlExecutor, ViewProvider } from '../engine';
import { serverError } from '../storage/server-error';
import type { SqliteDatabase } from '../storage/sqlite-database';
import { Dictionary } from './dictionary/dictionary';
import { registerHostFunctions, type BfileFunctions } from './functions/host-functions';
import { TableResolver } from './resolve-table';
import { SqlSession } from './session/sql-session';
import { alterSession } from './statements/alter-session';
import { DmlRunner } from './statements/run-dml';
import { runAccountDdl } from './statements/run-account-ddl';
import { runGrant } from './statements/run-grant';
import { runQuery } from './statements/run-query';
import { runTableDdl } from './statements/run-table-ddl';
import { parseStatement } from './syntax/parse-statement';

export interface SqlEngineOptions {
  readonly viewProviders?: readonly ViewProvider[];
  readonly bfiles?: BfileFunctions;
}

/** Plain SQL over the database and its dictionary. */
export class SqlEngine implements SqlExecutor {
  readonly #dictionary: Dictionary;
  readonly #sessions = new Map<number, SqlSession>();

  constructor(
    private readonly database: SqliteDatabase,
    { viewProviders = [], bfiles }: SqlEngineOptions = {},
  ) {
    this.#dictionary = new Dictionary(database);
    for (const provider of viewProviders) this.register(provider);
    registerHostFunctions(database, bfiles, (sid) => this.#sessions.get(sid)?.caller);
  }

  /** Another part's dictionary views. */
  register(provider: ViewProvider): void {
    this.#dictionary.register(provider);
  }

  /** Names and columns of all views, for a check that nothing is asked for that is not there. */
  views(): readonly { readonly name: string; readonly columns: readonly { readonly name: string }[] }[] {
    return this.#dictionary.all();
  }

  execute(caller: CallerSession, sql: string, binds: readonly BindValue[]): ExecuteReply {
    const session = this.#session(caller);
    const { statement, bindCount, reader } = parseStatement(sql);
    if (binds.length > bindCount) throw serverError(1036);
    if (binds.length < bindCount) throw serverError(1008);
    const resolver = new TableResolver(session, this.#dictionary);
    if (statement.kind === 'query') return runQuery(statement.query, session, resolver, binds);
    if (statement.kind === 'alterSession') {
      alterSession(reader, session);
      return done(0);
    }
    if (statement.kind === 'commit' || statement.kind === 'rollback') {
      session[statement.kind]();
      return done(0);
    }
    this.#refuseWrites();
    if (statement.kind === 'insert' || statement.kind === 'update' || statement.kind === 'delete') {
      const runner = new DmlRunner(session, resolver, binds);
      if (statement.kind === 'insert') return done(runner.insert(statement));
      return done(statement.kind === 'update' ? runner.update(statement) : runner.delete(statement));
    }
    // DDL commits what was open, whether it succeeds or not.
    session.commit();
    if ('privileges' in statement) runGrant(statement, session, resolver);
    else if ('table' in statement) runTableDdl(statement, session, resolver);
    else runAccountDdl(statement, session);
    return done(0);
  }

  commit(caller: CallerSession): void {
    this.#session(caller).commit();
  }

  rollback(caller: CallerSession): void {
    this.#session(caller).rollback();
  }

  /** Rolls back and forgets the session's settings. */
  endSession(caller: CallerSession): void {
    this.#sessions.get(caller.sid)?.rollback();
    this.#sessions.delete(caller.sid);
  }

  #session(caller: CallerSession): SqlSession {
    const known = this.#sessions.get(caller.sid);
    if (known !== undefined && known.caller.serial === caller.serial && known.caller.user === caller.user) return known;
    known?.rollback();
    const session = new SqlSession(this.database, caller);
    this.#sessions.set(caller.sid, session);
    return session;
  }

  #refuseWrites(): void {
    const { openMode } = this.database.settings;
    if (openMode === 'MOUNTED') throw serverError(1109);
    if (openMode !== 'READ WRITE') throw serverError(16000);
  }
}

function done(rowCount: number): ExecuteReply {
  return { kind: 'done', rowCount };
}

import type {
  BindValue,
  CallerSession,
  SqlType,
  SqlValue,
  StandInSettings,
} from '../../../../src/sandbox/oracle/engine';
import { SqlEngine, type SqlEngineOptions } from '../../../../src/sandbox/oracle/sql/sql-engine';
import { openTestDatabase, type TestDatabase } from '../storage/open-test-database';

/** One session's view of an engine. */
export class SqlClient {
  constructor(
    readonly engine: SqlEngine,
    readonly caller: CallerSession,
  ) {}

  /** Rows of a query. */
  rows(sql: string, ...binds: readonly (SqlValue | BindValue)[]): readonly (readonly SqlValue[])[] {
    const reply = this.engine.execute(this.caller, sql, binds.map(toBind));
    if (reply.kind !== 'rows') throw new Error(`no query: ${sql}`);
    const { rows } = reply;
    return [...{ [Symbol.iterator]: () => rows }];
  }

  /** The only value of a query's only row. */
  value(sql: string, ...binds: readonly (SqlValue | BindValue)[]): SqlValue | undefined {
    return this.rows(sql, ...binds)[0]?.[0];
  }

  /** A value that is text, as numbers and dates are too. */
  text(sql: string): string {
    const value = this.value(sql);
    if (typeof value !== 'string') throw new Error(`no text: ${sql}`);
    return value;
  }

  /** The count of rows of anything else. */
  run(sql: string, ...binds: readonly (SqlValue | BindValue)[]): number {
    const reply = this.engine.execute(this.caller, sql, binds.map(toBind));
    if (reply.kind !== 'done') throw new Error(`a query: ${sql}`);
    return reply.rowCount;
  }

  columns(sql: string) {
    const reply = this.engine.execute(this.caller, sql, []);
    if (reply.kind !== 'rows') throw new Error(`no query: ${sql}`);
    return reply.columns;
  }

  commit(): void {
    this.engine.commit(this.caller);
  }

  rollback(): void {
    this.engine.rollback(this.caller);
  }
}

function toBind(value: SqlValue | BindValue): BindValue {
  if (value !== null && typeof value === 'object' && 'type' in value) return value;
  return { type: Buffer.isBuffer(value) ? 'RAW' : 'VARCHAR2', maxSize: 4000, value };
}

export function bind(type: SqlType, value: SqlValue): BindValue {
  return { type, maxSize: 4000, value };
}

export interface TestEngine extends TestDatabase {
  readonly engine: SqlEngine;
  /** SYSTEM, a DBA. */
  readonly system: SqlClient;
  /** A new session of a user. */
  connect(user: string): SqlClient;
  /** The same files in a new process, as it were: what was in memory only is gone. */
  restart(): TestEngine;
}

/** An engine over a new database, with the users SALES (owns data) and PLAIN (may log in). */
export function openTestEngine(settings: Partial<StandInSettings> = {}, options: SqlEngineOptions = {}): TestEngine {
  const test = openTestDatabase(settings);
  const { users } = test.database;
  users.create({ name: 'SALES', password: 'sales', quotas: { USERS: 'unlimited' } });
  users.create({ name: 'PLAIN', password: 'plain' });
  for (const privilege of ['CREATE SESSION', 'CREATE TABLE']) users.grants.grantPrivilege('SALES', privilege);
  users.grants.grantPrivilege('PLAIN', 'CREATE SESSION');
  return startEngine(test, options);
}

function startEngine(test: TestDatabase, options: SqlEngineOptions): TestEngine {
  const engine = new SqlEngine(test.database, options);
  let sid = 0;
  const connect = (user: string): SqlClient => {
    sid += 1;
    return new SqlClient(engine, { user, sid, serial: sid * 7 });
  };
  const restart = (): TestEngine => startEngine(test.reopen(), options);
  return { ...test, engine, system: connect('SYSTEM'), connect, restart };
}

import type { CallerSession } from '../../engine';
import type { SqliteDatabase } from '../../storage/sqlite-database';
import type { Transaction } from '../../storage/transaction';
import { NlsSettings } from './nls-settings';
import { userEnvironment } from './user-environment';

/** What the SQL layer remembers of one session: its NLS parameters, its schema, its open transaction. */
export class SqlSession {
  readonly nls = new NlsSettings();
  currentSchema: string;
  #transaction: Transaction | undefined;

  constructor(
    readonly database: SqliteDatabase,
    readonly caller: CallerSession,
  ) {
    this.currentSchema = caller.user;
  }

  userEnvironment(key: string): string | null {
    return userEnvironment(key, this);
  }

  mayExecute(sysPackage: string): boolean {
    return this.database.users.hasObjectPrivilege(this.caller.user, 'EXECUTE', 'SYS', sysPackage);
  }

  /** 0 while nothing was changed. */
  get transactionId(): bigint {
    return this.#transaction?.id ?? 0n;
  }

  /** The open transaction; the first change opens one. */
  transaction(): Transaction {
    this.#transaction ??= this.database.beginTransaction();
    return this.#transaction;
  }

  commit(): void {
    this.#transaction?.commit();
    this.#transaction = undefined;
  }

  rollback(): void {
    this.#transaction?.rollback();
    this.#transaction = undefined;
  }
}

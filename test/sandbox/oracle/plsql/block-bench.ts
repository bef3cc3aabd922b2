import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataPump } from '../../../../src/sandbox/oracle/data-pump/data-pump';
import {
  OracleServerError,
  type BindValue,
  type CallerSession,
  type ColumnInfo,
  type ExecuteReply,
  type SqlExecutor,
  type SqlValue,
  type StandInSettings,
} from '../../../../src/sandbox/oracle/engine';
import { Faults } from '../../../../src/sandbox/oracle/faults';
import { BlockEngine } from '../../../../src/sandbox/oracle/plsql/block-engine';
import { openPackages } from '../../../../src/sandbox/oracle/packages/open-packages';
import { openDatabase } from '../../../../src/sandbox/oracle/storage/open-database';

const settings: StandInSettings = {
  version: '19c',
  edition: 'EE',
  databaseName: 'SALESDB',
  serviceName: 'SALES',
  characterSet: 'AL32UTF8',
  timeZoneFileVersion: 32,
  openMode: 'READ WRITE',
  role: 'PRIMARY',
  tdeTablespaces: false,
  clustered: false,
  tunedUndoRetentionS: 900,
};

/** Answers SQL with what the test says. */
export class ScriptedSql implements SqlExecutor {
  readonly seen: string[] = [];
  answer: (sql: string, binds: readonly BindValue[]) => readonly (readonly SqlValue[])[] = () => [];

  execute(_session: CallerSession, sql: string, binds: readonly BindValue[]): ExecuteReply {
    this.seen.push(sql);
    if (!/^\s*select/i.test(sql)) return { kind: 'done', rowCount: 0 };
    const rows = this.answer(sql, binds);
    const columns = (rows[0] ?? [null]).map((value, index): ColumnInfo => {
      const isNumber = typeof value === 'string' && /^-?\d+$/.test(value);
      return { name: `C${String(index)}`, type: isNumber ? 'NUMBER' : 'VARCHAR2', nullable: true };
    });
    return { kind: 'rows', columns, rows: rows[Symbol.iterator]() };
  }

  commit(): void {
    this.seen.push('COMMIT');
  }

  rollback(): void {
    this.seen.push('ROLLBACK');
  }
}

/** A stand-in without wire and SQL: blocks over the real storage, with a SALES schema, a directory and a backup user. */
export class BlockBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'redoubt-blocks-'));
  readonly dumpFolder = join(this.folder, 'dump');
  readonly faults = new Faults();
  readonly sql = new ScriptedSql();
  readonly database;
  dataPump: DataPump;
  engine: BlockEngine;
  packages;
  #sid = 100;

  constructor(overrides: Partial<StandInSettings> = {}) {
    mkdirSync(this.dumpFolder);
    const options = {
      dataDir: join(this.folder, 'data'),
      settings: { ...settings, ...overrides },
      faults: this.faults,
    };
    this.database = openDatabase(options);
    this.#createUsers();
    this.dataPump = new DataPump(this.database, this.faults);
    this.packages = openPackages(this.database, this.faults);
    this.engine = this.#openEngine();
  }

  #openEngine(): BlockEngine {
    const { database, sql, faults } = this;
    return new BlockEngine({ database, sql, faults, packages: [this.dataPump, ...this.packages.bodies] });
  }

  #createUsers(): void {
    const { users, directories } = this.database;
    for (const name of ['SALES', 'REDOUBT']) {
      users.create({ name, password: 'secret', quotas: { USERS: 'unlimited' } });
      for (const privilege of ['CREATE SESSION', 'CREATE TABLE']) users.grants.grantPrivilege(name, privilege);
    }
    users.grants.grantRole('REDOUBT', 'DATAPUMP_EXP_FULL_DATABASE');
    users.grants.grantRole('REDOUBT', 'DATAPUMP_IMP_FULL_DATABASE');
    directories.put({ name: 'DUMPS', path: this.dumpFolder });
    for (const grantee of ['REDOUBT', 'SALES']) {
      for (const privilege of ['READ', 'WRITE']) {
        const grant = {
          owner: 'SYS',
          object: 'DUMPS',
          type: 'DIRECTORY' as const,
          privilege,
          grantor: 'SYS',
          grantable: false,
        };
        users.grants.grantObject(grantee, grant);
      }
    }
  }

  /** A table SALES.<name> with an ID and a text of `width` characters. */
  createTable(name: string, rows: number, width = 20): void {
    this.database.createTable({
      owner: 'SALES',
      name,
      columns: [
        { position: 1, name: 'ID', type: 'NUMBER', nullable: false },
        { position: 2, name: 'NOTE', type: 'VARCHAR2', maxSize: 4000, nullable: true },
      ],
      primaryKey: ['ID'],
      comment: null,
    });
    for (let from = 0; from < rows; from += 1000) {
      const batch = Array.from({ length: Math.min(1000, rows - from) }, (_, index) => [
        String(from + index),
        `note ${String(from + index)} `.padEnd(width, 'x'),
      ]);
      this.database.insertRows('SALES', name, batch);
    }
  }

  rowsOf(owner: string, name: string): SqlValue[][] {
    return [...this.database.scanRows(owner, name, { batchRows: 1000 })].flat().map((row) => [...row]);
  }

  session(user = 'REDOUBT'): CallerSession {
    this.#sid += 1;
    return { user, sid: this.#sid, serial: 1 };
  }

  /** As after a kill of the process: jobs die where they are, sessions are gone. */
  async restart(): Promise<void> {
    await this.dataPump.halt();
    this.dataPump = new DataPump(this.database, this.faults);
    this.engine = this.#openEngine();
  }

  /** Runs a block; the values of its OUT binds come back in order. */
  async run(session: CallerSession, block: string, binds: readonly BindValue[] = []): Promise<readonly SqlValue[]> {
    const reply = await this.engine.execute(session, block, binds, new AbortController().signal);
    return reply.outValues;
  }

  /** The error that a block ends with. */
  async failure(session: CallerSession, block: string, binds: readonly BindValue[] = []): Promise<OracleServerError> {
    try {
      await this.run(session, block, binds);
    } catch (error) {
      if (error instanceof OracleServerError) return error;
      throw error;
    }
    throw new Error('the block ended without an error');
  }

  view(name: string, session = this.session()): readonly (readonly SqlValue[])[] {
    return this.dataPump.views.find((view) => view.name === name)?.rows(session) ?? [];
  }

  async close(): Promise<void> {
    await this.dataPump.halt();
    this.database.connection.close();
    rmSync(this.folder, { recursive: true });
  }
}

export function textBind(value: SqlValue = null, maxSize = 4000): BindValue {
  return { type: 'VARCHAR2', maxSize, value };
}

export function numberBind(value: SqlValue = null): BindValue {
  return { type: 'NUMBER', maxSize: 22, value };
}

/** Until the fact holds. */
export async function until(fact: () => boolean, limitMs = 10_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!fact()) {
    if (Date.now() > deadline) throw new Error('the fact did not come');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

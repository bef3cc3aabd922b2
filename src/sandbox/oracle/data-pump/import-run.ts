import { basename } from 'node:path';
import type { Database, TableDefinition } from '../engine';
import type { Faults } from '../faults';
import { detail, errorStatus } from './api-error';
import { decodeRows, type DumpedTable, type DumpMaster } from './dump-format';
import { DamagedDump, readDumpHeader, readDumpMaster, readFrames } from './dump-reader';
import { numberedName } from './file-templates';
import type { Job } from './job';
import { objectPath } from './job-definition';
import { dumpPath } from './job-files';
import { quoted, tableLine } from './log-wording';
import { Pacing } from './pacing';
import { selectTables } from './table-selection';

interface Target {
  readonly source: DumpedTable;
  readonly owner: string;
  readonly name: string;
  rows: number;
  bytes: number;
  /** A damaged frame hit it: the rows that could be read are in, an error tells of the others. */
  hasFailed: boolean;
}

/** One start of an import: reads the dump file set back into tables. */
export class ImportRun {
  readonly #pacing: Pacing;

  constructor(
    readonly job: Job,
    readonly database: Database,
    readonly faults: Faults,
  ) {
    this.#pacing = new Pacing(job, faults);
  }

  /** Throws JobStopped, DamagedDump for a set without a master section, or a system's error. */
  async run(): Promise<void> {
    const { master, paths } = await this.#openSet();
    const { tables, missing, withRows } = selectTables(this.job.definition, master.tables);
    this.job.sayOfWorker(`Master table ${this.job.quotedName} successfully loaded/unloaded`);
    this.job.sayOfWorker(`Processing object type ${objectPath(this.job.definition, 'TABLE')}`);
    const targets = new Map(
      tables.flatMap((source) => this.#prepare(source, withRows)).map((one) => [one.source.number, one]),
    );
    this.job.activity.totalBytes = [...targets.values()].reduce((sum, { source }) => sum + source.bytes, 0);
    this.job.sayOfWorker(`Processing object type ${objectPath(this.job.definition, 'TABLE_DATA')}`);
    for (const path of paths) await this.#loadFile(path, targets);
    for (const target of targets.values()) if (!target.hasFailed) this.job.sayOfWorker(tableLine('imported', target));
    for (const { code, name } of missing) this.job.failWith(code, name);
    if (tables.length === 0) this.job.failWith(31655);
  }

  /** The files of the set, found through the one with the master section. */
  async #openSet(): Promise<{ master: DumpMaster; paths: readonly string[] }> {
    const folders = this.job.definition.dumpTargets;
    for (const target of folders) {
      for (let number = 1; ; number += 1) {
        const name = numberedName(target.template, number);
        const header =
          name === undefined ? undefined : await readDumpHeader(dumpPath(target, name)).catch(() => undefined);
        if (name === undefined || header === undefined) break;
        if (header === 'damaged') continue;
        const master = await readDumpMaster(dumpPath(target, name), header);
        if (master === undefined) continue;
        return { master, paths: master.files.map((file) => this.#pathOf(file) ?? dumpPath(target, basename(file))) };
      }
    }
    throw new DamagedDump(folders[0]?.template ?? '', 0);
  }

  #pathOf(file: string): string | undefined {
    const target = this.job.definition.dumpTargets.find(({ template }) => {
      const pattern = template.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`).replaceAll(/%[UL]/g, String.raw`\d+`);
      return new RegExp(`^${pattern}$`).test(file);
    });
    return target === undefined ? undefined : dumpPath(target, file);
  }

  /** Creates the table, or does with an existing one what TABLE_EXISTS_ACTION says. Empty: it is skipped. */
  #prepare(source: DumpedTable, withRows: boolean): Target[] {
    const { parameters } = this.job.definition;
    const owner = this.#remapped('REMAP_SCHEMA', source.owner);
    const name = this.#remapped('REMAP_TABLE', source.name);
    const target: Target = { source, owner, name, rows: 0, bytes: 0, hasFailed: false };
    const load = withRows && source.hasData ? [target] : [];
    const { columns, primaryKey, comment } = source;
    const definition: TableDefinition = { owner, name, columns, primaryKey, comment };
    if (this.database.users.find(owner) === undefined) {
      this.job.fail([
        errorStatus(39083, `TABLE:${quoted(owner, name)}`),
        detail(`ORA-01918: user '${owner}' does not exist`),
      ]);
      return [];
    }
    if (this.database.table(owner, name) === undefined) {
      this.database.createTable(definition);
      return load;
    }
    const action = parameters['TABLE_EXISTS_ACTION'] ?? (parameters['INCLUDE_METADATA'] === '0' ? 'APPEND' : 'SKIP');
    if (action === 'SKIP') {
      this.job.failWith(39151, quoted(owner, name));
      return [];
    }
    if (action === 'APPEND') this.job.failWith(39152, quoted(owner, name));
    else {
      if (action === 'TRUNCATE') this.job.failWith(39153, quoted(owner, name));
      this.database.dropTable(owner, name);
      this.database.createTable(definition);
    }
    return load;
  }

  #remapped(kind: string, from: string): string {
    return this.job.definition.remaps.find((remap) => remap.name === kind && remap.from === from)?.to ?? from;
  }

  async #loadFile(path: string, targets: ReadonlyMap<number, Target>): Promise<void> {
    try {
      for await (const frame of readFrames(path)) {
        const target = frame.type === 'R' ? targets.get(frame.table) : undefined;
        if (target === undefined) continue;
        this.job.activity.current = { owner: target.owner, name: target.name, objectType: 'TABLE_DATA' };
        const rows = decodeRows(frame.payload, target.source.columns);
        this.database.insertRows(target.owner, target.name, rows);
        target.rows += rows.length;
        target.bytes += frame.payload.length;
        await this.#pacing.advance(frame.payload.length);
      }
    } catch (error) {
      if (!(error instanceof DamagedDump)) throw error;
      this.#reportDamage(error, targets);
    }
  }

  /** What comes after a damaged frame cannot be found, so every table that is not whole by now has failed. */
  #reportDamage(error: DamagedDump, targets: ReadonlyMap<number, Target>): void {
    for (const target of targets.values()) {
      if (target.rows >= target.source.rows || target.hasFailed) continue;
      target.hasFailed = true;
      this.job.fail([
        errorStatus(31693, quoted(target.owner, target.name)),
        errorStatus(2354),
        detail(`ORA-39183: internal error -9 occurred during decompression phase 2`),
        detail(`dump file "${error.path}", offset ${String(error.offset)}`),
      ]);
    }
  }
}

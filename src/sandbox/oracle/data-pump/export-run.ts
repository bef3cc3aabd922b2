import { deflateRawSync } from 'node:zlib';
import { OracleServerError, type Database, type SqlValue, type TableDefinition } from '../engine';
import type { Faults } from '../faults';
import { errorStatus } from './api-error';
import { databaseRelease } from './database-release';
import { encodeFrame, encodeRows, type DumpedTable, type DumpHeader } from './dump-format';
import { DumpSetWriter } from './dump-set-writer';
import { DumpNames } from './file-templates';
import type { Job } from './job';
import { type FinishedTable, type JobProgress, objectPath } from './job-definition';
import { dumpPath, removeFilesOfJob } from './job-files';
import { quoted, tableLine } from './log-wording';
import { Pacing } from './pacing';
import { dataFiltersOf, selectTables } from './table-selection';

const batchRows = 2000;
/** Rows are cut into frames no larger than this, and than half a file where FILESIZE is small. */
const largestFrameBytes = 4 << 20;

/** One start of an export: reads the tables as of the job's SCN and writes them into the dump file set. */
export class ExportRun {
  readonly #pacing: Pacing;
  readonly #dumped: DumpedTable[] = [];
  readonly #finished: FinishedTable[];
  readonly #set: DumpSetWriter;
  readonly #largestFrame: number;
  #nextWorker = 0;

  constructor(
    readonly job: Job,
    readonly database: Database,
    readonly faults: Faults,
    readonly earlier: JobProgress | undefined,
  ) {
    this.#pacing = new Pacing(job, faults);
    this.#finished = [...(earlier?.finished ?? [])];
    const { dumpTargets } = job.definition;
    const files = earlier?.files ?? [];
    // Files that an earlier start began after the last finished table: their content is written again.
    removeFilesOfJob(job.definition, () => undefined, new Set(files.map((file) => file.path)));
    const names = new DumpNames(dumpTargets, new Set(files.map((file) => file.path)), dumpPath);
    const smallest = Math.min(...dumpTargets.map((target) => target.sizeBytes ?? Infinity));
    this.#largestFrame = Math.min(largestFrameBytes, smallest / 2);
    const limitOf = (): number => smallest;
    this.#set = new DumpSetWriter(names, (number) => this.#header(number), limitOf, this.#pacing.persist);
  }

  /** Throws what ends the job early: JobStopped, DumpSpaceExhausted, DumpFileError. */
  async run(): Promise<void> {
    try {
      await this.#set.resume(this.earlier?.files ?? []);
      await this.#exportTables();
      await this.#set.flush();
      this.#noteFiles();
    } catch (error) {
      await this.#set.abandon();
      throw error;
    }
  }

  /** The master section and the last blocks: the dump file set is whole after this. */
  async complete(): Promise<void> {
    await this.#set.finish((files) => ({ tables: this.#dumped, files }));
    this.#noteFiles();
  }

  async #exportTables(): Promise<void> {
    const { definition, activity } = this.job;
    const { tables, missing, withRows } = selectTables(definition, this.database.tables());
    activity.totalBytes = tables.reduce((sum, table) => sum + this.database.tableBytes(table.owner, table.name), 0);
    this.job.sayOfWorker('Startup took 0 seconds', 'METRICS');
    this.job.sayOfWorker(`Processing object type ${objectPath(definition, 'TABLE_DATA')}`);
    this.job.sayOfWorker(`Processing object type ${objectPath(definition, 'TABLE')}`);
    for (const [index, table] of tables.entries()) {
      const done = this.#finished.find(({ owner, name }) => owner === table.owner && name === table.name);
      if (done === undefined) await this.#exportTable(table, index + 1, withRows);
      else this.#dumped.push(dumpedTable(table, done, withRows));
    }
    for (const { code, name } of missing) this.job.failWith(code, name);
    if (tables.length === 0) this.job.failWith(31655);
  }

  async #exportTable(table: TableDefinition, number: number, withRows: boolean): Promise<void> {
    this.#pacing.checkBetweenTables();
    this.job.activity.current = {
      owner: table.owner,
      name: table.name,
      objectType: objectPath(this.job.definition, 'TABLE_DATA'),
    };
    const payload = Buffer.from(JSON.stringify({ ...table, number }));
    await this.#append({ type: 'T', isDeflated: false, table: number, payload });
    const startedAt = performance.now();
    let written: { rows: number; bytes: number } | undefined;
    try {
      written = withRows ? await this.#exportRows(table, number) : { rows: 0, bytes: 0 };
    } catch (error) {
      if (!(error instanceof OracleServerError)) throw error;
      this.#reportTable(table, error);
    }
    if (written === undefined) {
      this.#dumped.push(dumpedTable(table, { number, rows: 0, bytes: 0 }, false));
    } else {
      const done = { owner: table.owner, name: table.name, number, ...written };
      if (withRows) this.#sayExported(done, startedAt);
      this.#dumped.push(dumpedTable(table, done, withRows));
      this.#finished.push(done);
    }
    await this.#keepProgress();
  }

  #sayExported(done: FinishedTable, startedAt: number): void {
    const isMetered = this.job.isFlagSet('METRICS');
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const line = tableLine('exported', done);
    this.job.sayOfWorker(isMetered ? `${line} in ${String(seconds)} seconds using direct_path` : line);
  }

  /** The table is left out, the job goes on. */
  #reportTable(table: TableDefinition, error: OracleServerError): void {
    const [first = '', ...rest] = error.message.split('\n');
    this.job.fail([
      errorStatus(31693, quoted(table.owner, table.name)),
      errorStatus(2354),
      { errorNumber: error.code, text: [first, ...rest].join('\n') },
    ]);
  }

  async #exportRows(table: TableDefinition, number: number): Promise<{ rows: number; bytes: number }> {
    let rows = 0;
    let bytes = 0;
    this.#failIfUndoIsGone(table);
    for (const batch of this.database.scanRows(table.owner, table.name, this.#scanOptions(table))) {
      const kept = this.#sampled(table, batch);
      for (const payload of this.#payloads(kept, table)) {
        this.#failIfUndoRunsOut();
        const stored = await this.#appendRows(number, payload);
        bytes += payload.length;
        await this.#pacing.advance(stored);
      }
      rows += kept.length;
    }
    return { rows, bytes };
  }

  #failIfUndoIsGone(table: TableDefinition): void {
    const names = new Set([table.name, `${table.owner}.${table.name}`]);
    const isGone = this.faults.take(
      'undo-gone',
      (fault) => fault.table === undefined || names.has(fault.table.toUpperCase()),
    );
    if (isGone === undefined) return;
    const line = errorStatus(1555, '12', '_SYSSMU12_2538426101$').text;
    throw new OracleServerError(1555, line);
  }

  /** A long scan outlives the undo that it reads from. */
  #failIfUndoRunsOut(): void {
    const scn = this.job.definition.parameters['FLASHBACK_SCN'];
    if (scn === undefined || BigInt(scn) >= this.database.oldestReadableScn()) return;
    throw new OracleServerError(1555, errorStatus(1555, '12', '_SYSSMU12_2538426101$').text);
  }

  #scanOptions(table: TableDefinition): { batchRows: number; asOfScn?: bigint; where?: string } {
    const scn = this.job.definition.parameters['FLASHBACK_SCN'];
    const subquery = dataFiltersOf(this.job.definition, table.owner, table.name).find(
      ({ name }) => name === 'SUBQUERY',
    );
    const where = subquery?.value.replace(/^\s*WHERE\s+/i, '');
    return {
      batchRows,
      ...(scn === undefined ? {} : { asOfScn: BigInt(scn) }),
      ...(where === undefined ? {} : { where }),
    };
  }

  /** SAMPLE keeps about that share of the rows. */
  #sampled(table: TableDefinition, rows: readonly (readonly SqlValue[])[]): readonly (readonly SqlValue[])[] {
    const sample = dataFiltersOf(this.job.definition, table.owner, table.name).find(({ name }) => name === 'SAMPLE');
    return sample === undefined ? rows : rows.filter(() => Math.random() * 100 < Number(sample.value));
  }

  #payloads(rows: readonly (readonly SqlValue[])[], table: TableDefinition): readonly Buffer[] {
    if (rows.length === 0) return [];
    const payload = encodeRows(rows, table.columns);
    if (payload.length <= this.#largestFrame || rows.length === 1) return [payload];
    const middle = Math.ceil(rows.length / 2);
    return [...this.#payloads(rows.slice(0, middle), table), ...this.#payloads(rows.slice(middle), table)];
  }

  async #appendRows(table: number, payload: Buffer): Promise<number> {
    const compression = this.job.definition.parameters['COMPRESSION'];
    const isDeflated = compression === 'ALL' || compression === 'DATA_ONLY';
    const stored = isDeflated ? deflateRawSync(payload, { level: 1 }) : payload;
    await this.#append({ type: 'R', isDeflated, table, payload: stored });
    return payload.length;
  }

  async #append(frame: Parameters<typeof encodeFrame>[0]): Promise<void> {
    // The workers take turns, as parallel slaves of one scan do.
    const worker = frame.type === 'R' ? this.#nextWorker++ % this.job.definition.degree : 0;
    await this.#set.append(worker, encodeFrame(frame));
    this.#noteFiles();
  }

  async #keepProgress(): Promise<void> {
    await this.#set.flush();
    this.#noteFiles();
    const { files, errorCount, bytesProcessed } = this.job.activity;
    this.job.activity.finished = [...this.#finished];
    this.job.master.write('PROGRESS', { finished: this.#finished, files, errorCount, bytesProcessed });
  }

  #noteFiles(): void {
    this.job.activity.files = this.#set.files;
  }

  #header(fileNumber: number): DumpHeader {
    const { definition } = this.job;
    const { settings } = this.database;
    return {
      formatVersion: 1,
      guid: definition.guid,
      fileNumber,
      masterOffset: null,
      jobOwner: definition.owner,
      jobName: definition.name,
      mode: definition.mode,
      scn: definition.parameters['FLASHBACK_SCN'] ?? null,
      databaseName: settings.databaseName,
      databaseVersion: databaseRelease[settings.version],
      characterSet: settings.characterSet,
      timeZoneFileVersion: settings.timeZoneFileVersion,
      createdAt: new Date().toISOString(),
    };
  }
}

function dumpedTable(
  table: TableDefinition,
  done: Pick<FinishedTable, 'number' | 'rows' | 'bytes'>,
  hasData: boolean,
): DumpedTable {
  const { owner, name, columns, primaryKey, comment } = table;
  const { number, rows, bytes } = done;
  return { owner, name, columns, primaryKey, comment, number, rows, bytes, hasData };
}

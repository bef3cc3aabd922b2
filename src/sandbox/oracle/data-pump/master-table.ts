import type { ColumnDefinition, Database, TableDefinition } from '../engine';
import type { JobDefinition, JobProgress } from './job-definition';

const commentStart = 'Data Pump Master Table';

const columns: readonly ColumnDefinition[] = [
  { position: 1, name: 'PROCESS_ORDER', type: 'NUMBER', nullable: false },
  { position: 2, name: 'NAME', type: 'VARCHAR2', maxSize: 128, nullable: false },
  { position: 3, name: 'VALUE_T', type: 'CLOB', nullable: true },
];

export interface MasterTableName {
  readonly owner: string;
  readonly name: string;
}

/** What a master table holds after a job ended, was stopped, or died with the server. */
export interface StoredJob {
  /** Undefined: the job was never started, so there is nothing that could go on. */
  readonly definition: JobDefinition | undefined;
  readonly progress: JobProgress | undefined;
  readonly isCompleted: boolean;
  readonly starts: number;
}

/**
 * The table that stands for a job in its owner's schema. Its comment carries operation and mode where Oracle's view
 * script looks for them (characters 24 to 53 and 55 to 84). Rows are only added: of one name the last one counts.
 */
export class MasterTable {
  #order = 0;

  constructor(
    readonly database: Database,
    readonly name: MasterTableName,
  ) {}

  create(operation: string, mode: string): void {
    const { owner, name } = this.name;
    const comment = `${commentStart} ${operation.padEnd(30)} ${mode.padEnd(30)}`;
    this.database.createTable({ owner, name, columns, primaryKey: [], comment: null });
    this.database.setTableComment(owner, name, comment);
  }

  drop(): void {
    const { owner, name } = this.name;
    if (this.database.table(owner, name) !== undefined) this.database.dropTable(owner, name);
  }

  write(key: 'DEFINITION' | 'PROGRESS' | 'COMPLETED' | 'START', value: JobDefinition | JobProgress | null): void {
    this.#order += 1;
    const row = [String(Date.now() * 1000 + this.#order), key, value === null ? null : JSON.stringify(value)];
    this.database.insertRows(this.name.owner, this.name.name, [row]);
  }

  read(): StoredJob {
    const last = new Map<string, string | null>();
    let starts = 0;
    for (const batch of this.database.scanRows(this.name.owner, this.name.name, { batchRows: 1000 })) {
      for (const [, key, value] of batch) {
        if (key === 'START') starts += 1;
        if (typeof key === 'string') last.set(key, typeof value === 'string' ? value : null);
      }
    }
    // Written by `write` above, and by nobody else.
    return {
      definition: parse(last.get('DEFINITION')) as JobDefinition | undefined,
      progress: parse(last.get('PROGRESS')) as JobProgress | undefined,
      isCompleted: last.has('COMPLETED'),
      starts,
    };
  }
}

function parse(text: string | null | undefined): unknown {
  return text === null || text === undefined ? undefined : JSON.parse(text);
}

/** Whether a table is some job's master table. */
export function isMasterTable(table: TableDefinition): boolean {
  return table.comment?.startsWith(commentStart) === true;
}

/** Operation and mode as the views show them for a table: padded with blanks to 30. */
export function paddedKind(table: TableDefinition): { readonly operation: string; readonly mode: string } {
  const comment = table.comment ?? '';
  return { operation: comment.slice(23, 53), mode: comment.slice(54, 84) };
}

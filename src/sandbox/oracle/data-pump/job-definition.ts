export const jobModes = ['FULL', 'SCHEMA', 'TABLE'] as const;
export type JobMode = (typeof jobModes)[number];
export type JobOperation = 'EXPORT' | 'IMPORT';

/** One ADD_FILE of a dump file: a name or a template with %U or %L. */
export interface DumpTarget {
  readonly directory: string;
  /** The directory's path when the file was added. */
  readonly path: string;
  readonly template: string;
  /** FILESIZE in bytes. */
  readonly sizeBytes?: number;
  readonly reuse: boolean;
}

export interface MetadataFilter {
  readonly name: string;
  readonly value: string;
  readonly objectPath?: string;
}

export interface DataFilter {
  readonly name: string;
  readonly value: string;
  readonly table?: string;
  readonly schema?: string;
}

export interface Remap {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** All that a job was told before it started. Plain JSON: the master table keeps it. */
export interface JobDefinition {
  readonly owner: string;
  readonly name: string;
  readonly operation: JobOperation;
  readonly mode: JobMode;
  /** 32 hex digits. */
  readonly guid: string;
  degree: number;
  readonly dumpTargets: DumpTarget[];
  logFile?: { readonly directory: string; readonly filename: string };
  /** SET_PARAMETER's, by name; numbers as their decimal text. */
  readonly parameters: Record<string, string>;
  readonly metadataFilters: MetadataFilter[];
  readonly dataFilters: DataFilter[];
  readonly remaps: Remap[];
  readonly transforms: { readonly name: string; readonly value: string; readonly objectType?: string }[];
}

/** The object path of tables or of their rows, as the log names it: SCHEMA_EXPORT/TABLE/TABLE_DATA. */
export function objectPath({ mode }: JobDefinition, type: 'TABLE' | 'TABLE_DATA'): string {
  return `${mode === 'FULL' ? 'DATABASE_EXPORT/SCHEMA' : `${mode}_EXPORT`}/TABLE/${type}`;
}

/** A dump file that the job has made. */
export interface WrittenFile {
  readonly number: number;
  readonly path: string;
  readonly bytes: number;
}

export interface FinishedTable {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
  readonly rows: number;
  readonly bytes: number;
}

/** How far a job got: what a restart need not do again. Kept in the master table after each table. */
export interface JobProgress {
  readonly finished: readonly FinishedTable[];
  /** Files with the length that holds finished tables only. */
  readonly files: readonly WrittenFile[];
  readonly errorCount: number;
  readonly bytesProcessed: number;
}

import type { CallerSession, ColumnInfo, SqlValue } from '../../engine';
import { readDataType } from '../syntax/data-type';
import type { SqlSession } from '../session/sql-session';
import type { SqliteDatabase } from '../../storage/sqlite-database';

/** A row by column names; what is missing is NULL. */
export type ViewRow = Readonly<Record<string, SqlValue | number | bigint | undefined>>;

/**
 * 'public', or 'catalog': SELECT_CATALOG_ROLE, SELECT ANY DICTIONARY or a grant on the object of SYS. Without it the view
 * does not exist for the session.
 */
export type ViewAccess = 'public' | 'catalog';

export interface DictionaryView {
  readonly name: string;
  readonly access: ViewAccess;
  readonly columns: readonly ColumnInfo[];
  rows(session: ViewReader): Iterable<readonly SqlValue[]>;
}

export interface ViewReader {
  readonly database: SqliteDatabase;
  readonly caller: CallerSession;
  readonly session: SqlSession;
}

export interface ViewDefinition {
  readonly access: ViewAccess;
  /** `NAME TYPE(size)`, separated by commas; without a type VARCHAR2(128); `NAME TYPE >=18` from that version on. */
  readonly columns: string;
  rows(reader: ViewReader): Iterable<ViewRow>;
}

/** The columns that a definition's text means in a version. */
export function readColumns(text: string, majorVersion: number): readonly ColumnInfo[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((column) => column.trim().split(/\s+/))
    .flatMap(([name = '', ...words]) => {
      const since = words.at(-1)?.startsWith('>=') === true ? Number(words.pop()?.slice(2)) : 0;
      if (majorVersion < since) return [];
      return [{ name, nullable: true, ...readDataType(words.join(' ') || 'VARCHAR2(128)') }];
    });
}

/** A view with its columns in the order of the definition. */
export function makeView(name: string, definition: ViewDefinition, majorVersion: number): DictionaryView {
  const columns = readColumns(definition.columns, majorVersion);
  return {
    name,
    access: definition.access,
    columns,
    *rows(reader) {
      for (const row of definition.rows(reader)) yield columns.map((column) => toValue(row[column.name]));
    },
  };
}

function toValue(value: ViewRow[string]): SqlValue {
  if (value === undefined || value === '') return null;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : value;
}

/** One of the DBA_, ALL_ and USER_ views of the same thing. */
interface Level {
  readonly prefix: 'DBA' | 'ALL' | 'USER';
  readonly access: ViewAccess;
  /** Columns that this one does not have. */
  readonly without?: readonly string[];
}

/** DBA_ for the catalogue role; ALL_ and USER_ for everyone, each with its own rows. */
export function family(
  base: string,
  levels: readonly Level[],
  columns: string,
  rows: (reader: ViewReader, prefix: Level['prefix']) => Iterable<ViewRow>,
): Readonly<Record<string, ViewDefinition>> {
  const names = columns.split(/,(?![^(]*\))/).map((column) => column.trim());
  return Object.fromEntries(
    levels.map(({ prefix, access, without = [] }) => [
      `${prefix}_${base}`,
      {
        access,
        columns: names.filter((column) => !without.includes(column.split(' ')[0] ?? '')).join(', '),
        rows: (reader: ViewReader) => rows(reader, prefix),
      },
    ]),
  );
}

export const dba = { prefix: 'DBA', access: 'catalog' } as const;
export const all = { prefix: 'ALL', access: 'public' } as const;
export function user(...without: readonly string[]): Level {
  return { prefix: 'USER', access: 'public', without };
}

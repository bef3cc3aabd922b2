import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { OracleServerError, type ColumnDefinition, type TableDefinition } from '../engine';
import { tokenize, type Token } from '../plsql/lexer';
import { readDataType } from '../sql/syntax/data-type';
import { loadError } from './load-error';
import { plainName } from './plain-name';

export const schemaFileName = 'schema.sql';

/** The tables of the folder's `schema.sql`, by name; none if there is no such file. Throws LOAD_INVALID with the line. */
export function readSchemaFile(directory: string, owner: string): ReadonlyMap<string, TableDefinition> {
  const file = path.join(directory, schemaFileName);
  return existsSync(file) ? parseSchema(readFileSync(file, 'utf8'), owner) : new Map();
}

/**
 * Reads `CREATE TABLE name (column type [NOT NULL] [PRIMARY KEY], …, [CONSTRAINT name] PRIMARY KEY (column, …));` any
 * number of times, and nothing else. Throws LOAD_INVALID with the line.
 */
export function parseSchema(text: string, owner: string): ReadonlyMap<string, TableDefinition> {
  const reader = new SchemaReader(text, owner);
  const tables = new Map<string, TableDefinition>();
  while (!reader.atEnd) {
    const table = reader.table();
    if (tables.has(table.name)) throw reader.error(`a second table ${table.name}`);
    tables.set(table.name, table);
  }
  return tables;
}

class SchemaReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(
    private readonly text: string,
    private readonly owner: string,
  ) {
    this.#tokens = tokenize(text);
  }

  get atEnd(): boolean {
    return this.#next.kind === 'end';
  }

  table(): TableDefinition {
    this.#expect('CREATE');
    this.#expect('TABLE');
    const name = this.#tableName();
    const columns: ColumnDefinition[] = [];
    let primaryKey: readonly string[] = [];
    this.#expect('(');
    do {
      if (this.#isKeyAhead()) {
        if (primaryKey.length > 0) throw this.error('a second primary key');
        primaryKey = this.#keyConstraint(columns);
        continue;
      }
      const { column, isKey } = this.#column(columns.length + 1);
      if (columns.some((other) => other.name === column.name)) throw this.error(`a second column ${column.name}`);
      columns.push(column);
      if (isKey && primaryKey.length > 0) throw this.error('a second primary key');
      if (isKey) primaryKey = [column.name];
    } while (this.#accept(','));
    this.#expect(')');
    if (!this.atEnd) this.#expect(';');
    const withKey = columns.map((column) =>
      primaryKey.includes(column.name) ? { ...column, nullable: false } : column,
    );
    return { owner: this.owner, name, columns: withKey, primaryKey, comment: null };
  }

  error(message: string): Error {
    return loadError({ file: schemaFileName, line: this.#next.line }, message);
  }

  get #next(): Token {
    // The lexer always ends with a token of kind 'end', which nobody steps over.
    return this.#tokens[this.#at] as Token;
  }

  #accept(word: string): boolean {
    const { kind, value } = this.#next;
    const isHere = (kind === 'word' || kind === 'symbol') && value === word;
    if (isHere) this.#at += 1;
    return isHere;
  }

  #expect(word: string): void {
    if (!this.#accept(word)) throw this.error(`${word} is expected, not ${this.#next.value}`);
  }

  #name(): string {
    const { kind, value } = this.#next;
    if (kind !== 'word' || plainName(value) === undefined) throw this.error(`a plain name is expected, not ${value}`);
    this.#at += 1;
    return value;
  }

  #tableName(): string {
    const first = this.#name();
    if (!this.#accept('.')) return first;
    if (first !== this.owner) throw this.error(`tables are loaded into ${this.owner}, not into ${first}`);
    return this.#name();
  }

  #isKeyAhead(): boolean {
    return ['CONSTRAINT', 'PRIMARY'].includes(this.#next.value);
  }

  #keyConstraint(columns: readonly ColumnDefinition[]): readonly string[] {
    if (this.#accept('CONSTRAINT')) this.#name();
    this.#expect('PRIMARY');
    this.#expect('KEY');
    this.#expect('(');
    const names: string[] = [];
    do {
      const name = this.#next.value;
      if (columns.every((column) => column.name !== name)) throw this.error(`the key's ${name} is none of the columns`);
      names.push(this.#name());
    } while (this.#accept(','));
    this.#expect(')');
    return names;
  }

  #column(position: number): { column: ColumnDefinition; isKey: boolean } {
    const name = this.#name();
    const type = this.#type();
    let nullable = true;
    let isKey = false;
    for (;;) {
      if (this.#accept('NOT')) {
        this.#expect('NULL');
        nullable = false;
      } else if (this.#accept('PRIMARY')) {
        this.#expect('KEY');
        isKey = true;
      } else if (!this.#accept('NULL')) return { column: { name, ...type, nullable, position }, isKey };
    }
  }

  #type(): ReturnType<typeof readDataType> {
    const first = this.#next;
    let last = first;
    let depth = 0;
    while (this.#next.kind !== 'end' && (depth > 0 || !typeEnds.has(this.#next.value))) {
      last = this.#next;
      if (last.value === '(') depth += 1;
      if (last.value === ')') depth -= 1;
      this.#at += 1;
    }
    const written = this.text.slice(first.offset, last.end);
    try {
      const type = readDataType(written);
      if (type.type !== 'BFILE' && type.type !== 'ROWID') return type;
    } catch (error) {
      if (!(error instanceof OracleServerError)) throw error;
    }
    throw loadError({ file: schemaFileName, line: first.line }, `${written} is no type that can be loaded`);
  }
}

/** What follows a column's type. */
const typeEnds = new Set([
  ',',
  ')',
  ';',
  'NOT',
  'NULL',
  'PRIMARY',
  'CONSTRAINT',
  'DEFAULT',
  'UNIQUE',
  'REFERENCES',
  'CHECK',
]);

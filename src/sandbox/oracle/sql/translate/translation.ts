import type { BindValue, CallerSession } from '../../engine';
import { serverError } from '../../storage/server-error';
import { encodeFree, type StoredValue } from '../../storage/value-coding';
import type { NlsSettings } from '../session/nls-settings';
import type { FromItem } from '../syntax/syntax-tree';
import type { Relation } from './scope';
import type { Translated } from './translated';

/** Whom a statement runs for. */
export interface TranslationSession {
  readonly caller: CallerSession;
  readonly nls: NlsSettings;
  /** Whether the session may call a package of SYS. */
  mayExecute(sysPackage: string): boolean;
  /** SYS_CONTEXT('USERENV', key). Throws ORA-02003. */
  userEnvironment(key: string): string | null;
}

export type TableItem = Extract<FromItem, { kind: 'table' }>;

/** Finds a table or view and checks that the session may read it. Throws ORA-00942, ORA-01031, ORA-01555, … */
export type ResolveTable = (item: TableItem, translation: Translation) => Relation;

/** One statement on its way to SQLite: its parameters so far, its binds, and where its tables come from. */
export class Translation {
  readonly parameters: StoredValue[] = [];
  #aliases = 0;
  readonly dateFormats: { readonly date: string; readonly timestamp: string };

  constructor(
    readonly session: TranslationSession,
    private readonly binds: readonly BindValue[],
    readonly resolveTable: ResolveTable,
  ) {
    this.dateFormats = {
      date: this.parameter(session.nls.get('NLS_DATE_FORMAT')),
      timestamp: this.parameter(session.nls.get('NLS_TIMESTAMP_FORMAT')),
    };
  }

  /** SQL that stands for a value. */
  parameter(value: StoredValue): string {
    this.parameters.push(value);
    return `?${String(this.parameters.length)}`;
  }

  /** The parameters that a finished text really has: some pieces are translated and then not needed. */
  parametersOf(sql: string): readonly StoredValue[] {
    const numbers = [...sql.matchAll(/\?(\d+)/g)].map((match) => Number(match[1]));
    return this.parameters.slice(0, Math.max(0, ...numbers));
  }

  nextAlias(): string {
    return `s${String(this.#aliases++)}`;
  }

  /** Throws ORA-01008. */
  bind(index: number): BindValue {
    const bind = this.binds[index];
    if (bind === undefined) throw serverError(1008);
    return bind;
  }

  bound(index: number): Translated {
    const { type, value, maxSize } = this.bind(index);
    const sql = this.parameter(encodeFree(value, type));
    const numeric = type === 'NUMBER' || type === 'BINARY_DOUBLE';
    return { sql, type, nullable: true, wide: numeric, ...(numeric ? {} : { maxSize: Math.max(1, maxSize) }) };
  }
}

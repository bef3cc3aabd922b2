import type { ViewProvider } from '../../engine';
import { instanceFacts } from '../session/instance-facts';
import type { SqliteDatabase } from '../../storage/sqlite-database';
import { databaseViews } from './database-views';
import { directoryViews } from './directory-views';
import { instanceViews } from './instance-views';
import { nlsViews } from './nls-views';
import { parameterViews } from './parameter-views';
import { policyViews } from './policy-views';
import { privilegeViews } from './privilege-views';
import { storageViews } from './storage-views';
import { tableViews } from './table-views';
import { userViews } from './user-views';
import { makeView, type DictionaryView } from './view';

/** Synonyms that everybody has. */
const synonyms: Readonly<Record<string, string>> = {
  DICT: 'DICTIONARY',
  COLS: 'USER_TAB_COLUMNS',
  TABS: 'USER_TABLES',
  OBJ: 'USER_OBJECTS',
};

const families = [
  databaseViews,
  directoryViews,
  instanceViews,
  nlsViews,
  parameterViews,
  policyViews,
  privilegeViews,
  storageViews,
  tableViews,
  userViews,
];

/** The views of SYS by their public names (V$DATABASE, DBA_TABLES, …). */
export class Dictionary {
  readonly #views = new Map<string, DictionaryView>();

  constructor(database: SqliteDatabase) {
    const { major } = instanceFacts(database);
    for (const definitions of families)
      for (const [name, definition] of Object.entries(definitions))
        this.#views.set(name, makeView(name, definition, major));
    this.#views.set(
      'DUAL',
      makeView('DUAL', { access: 'public', columns: 'DUMMY VARCHAR2(1)', rows: () => [{ DUMMY: 'X' }] }, major),
    );
  }

  /** Another part's views; one of the same name gives way. */
  register({ views }: ViewProvider): void {
    for (const view of views) this.#views.set(view.name, { ...view, rows: ({ caller }) => view.rows(caller) });
  }

  /** By what a public synonym says: V$DATABASE, DBA_TABLES. */
  findPublic(name: string): DictionaryView | undefined {
    return this.#views.get(synonyms[name] ?? name);
  }

  /** By the object's name in SYS: V_$DATABASE, DBA_TABLES. V$ names are fixed views of SYS alone. */
  findInSys(name: string, user: string): DictionaryView | undefined {
    if (name.startsWith('V_$') || name.startsWith('GV_$')) return this.#views.get(name.replace('_$', '$'));
    if (isFixed(name)) return user === 'SYS' ? this.#views.get(name) : undefined;
    return this.#views.get(name);
  }

  all(): readonly DictionaryView[] {
    return [...this.#views.values()];
  }
}

/** V$ and GV$ names. */
export function isFixed(name: string): boolean {
  return /^G?V\$/.test(name);
}

/** The object in SYS that a grant names. */
export function objectName(view: DictionaryView): string {
  return isFixed(view.name) ? view.name.replace('$', '_$') : view.name;
}

import type { ColumnInfo } from '../../engine';
import { serverError } from '../../storage/server-error';

export interface RelationColumn {
  readonly info: ColumnInfo;
  /** Its name in SQLite. */
  readonly stored: string;
  readonly wide: boolean;
}

/** A table, a view or a query of FROM. */
export interface Relation {
  /** Its alias in SQLite. */
  readonly alias: string;
  /** What goes into SQLite's FROM, without the alias. */
  readonly source: string;
  /** Alias or name in the statement; undefined for a query without alias. */
  readonly name?: string;
  /** Only a table without an alias can be qualified by its owner. */
  readonly owner?: string;
  readonly columns: readonly RelationColumn[];
  /** Tables of the database have ROWID and ORA_ROWSCN. */
  readonly objectId?: number;
}

/** The relations whose columns can be named, and those of the query around. */
export interface Scope {
  readonly relations: readonly Relation[];
  readonly parent?: Scope;
}

export interface FoundColumn {
  readonly relation: Relation;
  readonly column: RelationColumn;
}

/** Finds what a name means, from the inside out. Throws ORA-00904, ORA-00918. */
export function findColumn(scope: Scope, path: readonly string[], at: number): FoundColumn {
  const name = path.at(-1) ?? '';
  for (let around: Scope | undefined = scope; around !== undefined; around = around.parent) {
    const found = relationsNamed(around, path.slice(0, -1)).flatMap((relation) =>
      relation.columns.filter((column) => column.info.name === name).map((column) => ({ relation, column })),
    );
    if (found.length > 1) throw serverError(918, [], at);
    const [only] = found;
    if (only !== undefined) return only;
  }
  throw unknownName(path, at);
}

/** The relations that a qualifier (none, name, owner.name) means in one scope. */
export function relationsNamed(scope: Scope, qualifier: readonly string[]): readonly Relation[] {
  const [owner, name] = qualifier.length > 1 ? qualifier : [undefined, qualifier[0]];
  return scope.relations.filter(
    (relation) => (name === undefined || relation.name === name) && (owner === undefined || relation.owner === owner),
  );
}

export function unknownName(path: readonly string[], at: number): Error {
  return serverError(904, [path.map((part) => `"${part}"`).join('.')], at);
}

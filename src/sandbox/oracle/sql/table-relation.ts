import { visibleVersion, type Snapshot } from '../storage/row-versions';
import type { StoredTable } from '../storage/table-store';
import type { Relation, RelationColumn } from './translate/scope';

export function tableColumns({ definition, wide }: StoredTable): readonly RelationColumn[] {
  return definition.columns.map((column, index) => ({
    info: column,
    stored: `c${String(index)}`,
    wide: column.type === 'NUMBER' && wide.includes(index),
  }));
}

/** A table as FROM sees it: the versions of its rows that a snapshot shows, and where each row has its place. */
export function tableRelation(table: StoredTable, snapshot: Snapshot, alias: string, name: string): Relation {
  const columns = tableColumns(table);
  const wanted = [
    'v.rowid AS x_rowid',
    'v.x_to',
    'v.x_from',
    'coalesce(v.x_row, v.rowid) AS x_row',
    ...columns.map(({ stored }) => `v.${stored}`),
  ];
  const source = `(SELECT ${wanted.join(', ')} FROM t${String(table.id)} v WHERE ${visibleVersion(snapshot, 'v')})`;
  return { alias, source, name, owner: table.definition.owner, columns, objectId: table.objectId };
}

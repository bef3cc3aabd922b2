import type { TableDefinition } from '../engine';
import { ColumnInference, largestVarchar } from './column-inference';
import { readCsvRows, type CsvTable } from './csv-table';
import { loadError } from './load-error';

/** The table that holds every row of the file, all of which are read. Throws LOAD_INVALID. */
export async function inferTable(table: CsvTable, owner: string): Promise<TableDefinition> {
  const columns = table.columns.map(() => new ColumnInference());
  for await (const records of readCsvRows(table))
    for (const { line, fields } of records)
      for (let index = 0; index < fields.length; index += 1)
        if (columns[index]?.see(fields[index] ?? null) === false)
          throw loadError(
            { file: table.file, line },
            `column ${table.columns[index]}: more than ${largestVarchar} bytes; declare it CLOB in a schema.sql`,
          );
  return {
    owner,
    name: table.name,
    columns: columns.map((column, index) => ({
      name: table.columns[index] ?? '',
      ...column.type,
      nullable: true,
      position: index + 1,
    })),
    primaryKey: [],
    comment: null,
  };
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CsvFolder extends Disposable {
  readonly path: string;
}

/** A new folder with these files; disposing removes it. */
export function csvFolder(files: Readonly<Record<string, string | Buffer>>): CsvFolder {
  const path = mkdtempSync(join(tmpdir(), 'redoubt-csv-'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(path, name), content);
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

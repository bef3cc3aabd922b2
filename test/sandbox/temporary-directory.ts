import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder of this test file, removed after its tests. */
export function temporaryDirectory(name: string): string {
  const directory = mkdtempSync(path.join(tmpdir(), `redoubt-${name}-`));
  afterAll(() => rmSync(directory, { recursive: true, force: true, maxRetries: 5 }));
  return directory;
}

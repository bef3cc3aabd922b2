import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import { openBackupLab, type BackupLab, type LabConfig } from '../harness/backup-lab';

/** Each mode as a configured database of its own, all of them the same one. */
const modes = {
  whole: { mode: 'full' },
  some: { mode: 'tables', tables: ['SALES.ORDERS', 'SALES.CUSTOMERS'], where: { 'SALES.ORDERS': 'ORDER_ID <= 10' } },
  lean: { mode: 'schema', schemas: ['SALES'], exclude: ['STATISTICS', 'GRANT'] },
  nearby: { mode: 'schema', schemas: ['SALES'], localPath: './oracle/dump-files' },
  elsewhere: { mode: 'schema', schemas: ['SALES'], localPath: '/not/on/this/host' },
} as const;

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({ configure: addModes });
  await lab.worker('a');
});
afterAll(() => lab.close());

function addModes(config: LabConfig): void {
  const { sales } = config.databases;
  if (sales === undefined) throw new RangeError('the sandbox has a database sales');
  for (const [name, scope] of Object.entries(modes)) {
    config.databases[name] = {
      ...sales,
      export: { method: 'datapump', directory: 'REDOUBT_DIR', parallel: 1, ...scope },
    };
  }
}

/** Backs up, restores, and reads what Data Pump's log says it exported. */
async function exportedBy(database: string): Promise<readonly string[]> {
  const handle = await lab.start({ database });
  const result = (await handle.result()) as BackupResult;
  expect(result.outcome).toBe('sealed');
  const to = mkdtempSync(join(lab.sandbox.directory, 'mode-'));
  const target = ['--backup', result.backupId, '--to', to, '--identity', lab.identityFile];
  const restored = await lab.redoubt('restore', database, ...target, '--json');
  expect([restored.exitCode, restored.stderr]).toEqual([0, expect.any(String)]);
  const { files } = JSON.parse(restored.stdout) as { files: { name: string }[] };
  const log = files.find(({ name }) => name.endsWith('.log'));
  const lines = readFileSync(join(to, log?.name ?? ''), 'utf8').split('\n');
  const exported = lines.map((line) => /\. \. exported (\S+) .* (\d+) rows/.exec(line));
  return exported.flatMap((match) => (match === null ? [] : [`${match[1] ?? ''} ${match[2] ?? ''}`])).sort();
}

it('mode full exports the schema with its tables', async () => {
  const exported = await exportedBy('whole');
  expect(exported.map((line) => line.split(' ')[0])).toContain('"SALES"."ORDERS"');
});

it('mode tables exports the named tables, and of one with a condition the rows that meet it', async () => {
  const exported = await exportedBy('some');
  expect(exported).toHaveLength(2);
  expect(exported).toContain('"SALES"."ORDERS" 10');
});

it('mode schema with exclude still exports every table', async () => {
  const exported = await exportedBy('lean');
  expect(exported).toHaveLength(6);
});

it.each(['nearby', 'elsewhere'])(
  'dump files are read from the host’s own path or through the database: %s',
  async (name) => {
    const exported = await exportedBy(name);
    expect(exported).toHaveLength(6);
  },
);

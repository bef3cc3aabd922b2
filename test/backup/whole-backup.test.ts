import { readFileSync } from 'node:fs';
import type { BackupResult } from '../../src/domain/backup-result';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';
import { historyText } from '../harness/history-text';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab();
  await lab.worker('a');
});
afterAll(() => lab.close());

it('a backup started by name alone is the same in every region, can be restored, and leaves nothing behind', async () => {
  const handle = await lab.start();
  const result = (await handle.result()) as BackupResult;
  expect(result).toMatchObject({ outcome: 'sealed', leftBehind: [], repairWorkflowId: null });
  expect(result.copies.map(({ state, manifest }) => [state, manifest])).toEqual(
    lab.regionNames.map(() => ['whole', true]),
  );

  const listings = await Promise.all(lab.regionNames.map((region) => lab.objectsIn(region)));
  expect(listings[0]?.length).toBeGreaterThan(5);
  expect(listings[1]).toEqual(listings[0]);
  expect(listings[2]).toEqual(listings[0]);

  expect(await lab.leftInDatabase()).toEqual([]);
  await lab.proveRestorable(result.backupId);
});

it('no secret is in Temporal’s history', async () => {
  const handle = await lab.start();
  await handle.result();
  const history = await historyText(handle);
  expect(history).toContain('"database":"sales"');
  const { oracle, regions } = lab.sandbox.state;
  const secrets = [...Object.values(oracle?.passwords ?? {}), ...regions.map(({ secretAccessKey }) => secretAccessKey)];
  for (const secret of [...secrets, readFileSync(lab.identityFile, 'utf8').trim().split('\n').at(-1) ?? '']) {
    expect(secret.length).toBeGreaterThan(5);
    expect(history).not.toContain(secret);
  }
});

import type { WorkflowHandle } from '@temporalio/client';
import type { BackupResult } from '../../src/domain/backup-result';
import { inPhase, openBackupLab, type BackupLab } from '../harness/backup-lab';
import { failureOf } from '../harness/failed-run';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({
    configure: ({ databases }) => {
      const sales = databases['sales'];
      if (sales === undefined) throw new RangeError('the sandbox has no database sales');
      sales.copies['partSize'] = '1M';
      databases['hasty'] = { ...structuredClone(sales), maxDuration: 'PT25S' };
    },
  });
  await lab.worker('a');
});
afterAll(() => lab.close());
afterEach(async () => {
  await Promise.all(lab.regionNames.map((name) => lab.sandbox.start(name)));
  await lab.quieten();
});

const stop = (...names: readonly string[]) => Promise.all(names.map((name) => lab.sandbox.kill(name)));
const resultOf = async (handle: WorkflowHandle) => (await handle.result()) as BackupResult;
const statesOf = ({ copies }: BackupResult) =>
  Object.fromEntries(
    copies.map(({ region, state, manifest }) => [region, `${state}${manifest ? '' : ', no manifest'}`]),
  );
const whole = { london: 'whole', frankfurt: 'whole' };

it('two regions down: the backup keeps its dump files and is sealed when one of them is back', async () => {
  await stop('stockholm', 'frankfurt');
  const handle = await lab.start();
  await inPhase(handle, 'seal');
  expect((await lab.leftInDatabase()).filter((name) => name.endsWith('.dmp'))).not.toEqual([]);
  await lab.sandbox.start('frankfurt');
  const result = await resultOf(handle);
  expect(statesOf(result)).toEqual({ ...whole, stockholm: 'unavailable, no manifest' });
  expect(await lab.leftInDatabase()).toEqual([]);
});

it('two regions down until maxDuration: no manifest anywhere, and nothing in the database', async () => {
  await stop('stockholm', 'frankfurt');
  const failed = await failureOf(await lab.start({ database: 'hasty' }));
  expect(failed.code).toBe('QUORUM_NOT_REACHED');
  expect(failed.message).toMatch(/fewer than 2 .*frankfurt unavailable.*stockholm unavailable/);
  expect(failed.result).toMatchObject({ outcome: 'failed', leftBehind: [] });
  expect(await lab.leftInDatabase()).toEqual([]);
  await Promise.all(lab.regionNames.map((name) => lab.sandbox.start(name)));
  const objects = await Promise.all(lab.regionNames.map((name) => lab.objectsIn(name)));
  expect(objects.flat().filter((key) => key.startsWith('hasty/manifests/'))).toEqual([]);
});

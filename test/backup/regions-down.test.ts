import type { WorkflowHandle } from '@temporalio/client';
import type { BackupResult } from '../../src/domain/backup-result';
import { atReply } from '../harness/at-reply';
import { openBackupLab, type BackupLab } from '../harness/backup-lab';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({
    demoBytes: 12_000_000,
    configure: ({ databases }) => {
      for (const database of Object.values(databases)) database.copies['partSize'] = '1M';
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

/** Brings the region back, and waits for its repair. */
async function expectRepaired(region: string, { backupId, repairWorkflowId }: BackupResult): Promise<void> {
  expect(repairWorkflowId).toBe(`redoubt-repair/${backupId}`);
  await lab.sandbox.start(region);
  await lab.client.workflow.getHandle(`redoubt-repair/${backupId}`).result();
  const [first, ...others] = await Promise.all(lab.regionNames.map((name) => lab.objectsIn(name)));
  for (const other of others) expect(other).toEqual(first);
}

it('a region that is down from the start is left out, filled when it is back, and then restores alone', async () => {
  await stop('stockholm');
  const result = await resultOf(await lab.start());
  expect(result).toMatchObject({ outcome: 'sealed', leftBehind: [] });
  expect(statesOf(result)).toEqual({ ...whole, stockholm: 'unavailable, no manifest' });
  expect(result.warnings.join('\n')).toMatch(/a region is down.*region stockholm/);
  expect(await lab.leftInDatabase()).toEqual([]);
  await expectRepaired('stockholm', result);
  await stop('london', 'frankfurt');
  await lab.proveRestorable(result.backupId);
});

it('a region that goes down in the middle of the copy is left out, and filled later', async () => {
  const down = atReply(lab, { path: /\/parts\//, nth: 9 }, async () => void (await stop('stockholm')));
  const handle = await lab.start();
  await down;
  const result = await resultOf(handle);
  expect(statesOf(result)).toEqual({ ...whole, stockholm: 'unavailable, no manifest' });
  await expectRepaired('stockholm', result);
});

it('a region that hangs does not hold the others back for long', async () => {
  const stockholm = lab.proxies['stockholm'];
  if (stockholm === undefined) throw new RangeError('no stockholm');
  stockholm.behaviour = {
    before: ({ method, path }) => (method === 'PUT' && path.includes('/parts/') ? 'hang' : undefined),
  };
  const result = await resultOf(await lab.start());
  expect(statesOf(result)).toEqual({ ...whole, stockholm: 'incomplete, no manifest' });
  expect(result.copies.find(({ region }) => region === 'stockholm')?.reason).toMatch(
    /^REGION_UNAVAILABLE: region stockholm/,
  );
  // Ten seconds of patience and as much for the last parts, once: not once a part.
  expect(result.phases.find(({ name }) => name === 'copy')?.durationMs).toBeLessThan(40_000);
});

import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { waitFor } from '../harness/wait-for';
import { queueOf, smallExport, theAdmission, waitingIn } from './admission-runs';
import { resultOf, startBackup, statusOf } from './backup-runs';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

it('an admission that somebody ended is started by the next backup, knows who had a turn, and those who wait ask again by themselves', async () => {
  let isGateOpen = false;
  const runExport = async ({ plan }: { plan: BackupPlan }): Promise<ExportOutcome> => {
    if (plan.database.startsWith('held')) await waitFor('the gate', () => isGateOpen);
    return smallExport;
  };
  await lab.run({ runExport }, async ({ client }) => {
    const held = await Promise.all([1, 2, 3, 4].map((i) => startBackup(lab, `held-${i}`)));
    await waitFor('four turns', async () => (await queueOf(lab)).running.length === 4);
    const waiting = await startBackup(lab, 'waited-before');
    await waitFor('it to wait', async () => (await waitingIn(lab)).includes('waited-before'));
    await client.workflow.getHandle(theAdmission).terminate('a test');
    const newcomer = await startBackup(lab, 'newcomer');
    await waitFor('both on the list', async () => (await queueOf(lab)).waiting === 2);
    const { running, next } = await queueOf(lab);
    expect([...running].sort()).toEqual(held.map(({ workflowId }) => workflowId).sort());
    // It was there first, and asked again later.
    expect(next.map(({ workflowId }) => workflowId)).toEqual([waiting.workflowId, newcomer.workflowId]);
    isGateOpen = true;
    await Promise.all([...held, waiting, newcomer].map(resultOf));
    await waitFor('the end', async () => (await statusOf(lab, theAdmission)) === 'COMPLETED');
  });
});

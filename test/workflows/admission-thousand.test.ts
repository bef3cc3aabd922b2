import { randomInt, randomUUID } from 'node:crypto';
import { compareAsking } from '../../src/domain/admission/ledger';
import { waitFor } from '../harness/wait-for';
import { askingOf, besideAdmission, hostA, queueOf, theAdmission, toldInOrder } from './admission-runs';
import { scriptedActivities } from './scripted-activities';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const { lookAround } = scriptedActivities([]);

it('a thousand that wait get their turns in order', async () => {
  await lab.run({ lookAround }, async ({ client }) => {
    await besideAdmission(lab, { lookEveryMs: 3600_000 }, async ({ fill, free, runId }) => {
      await fill();
      const admission = client.workflow.getHandle(theAdmission);
      const askings = Array.from({ length: 1000 }, (_, i) =>
        askingOf(`none-${i}-${randomUUID()}`, {
          backupId: `20261123T010000Z-${i.toString(16).padStart(6, '0')}`,
          latestStartMs: i % 10 === 0 ? null : randomInt(1e6),
          isExpedited: i % 100 === 1,
          askedAtMs: i,
        }),
      );
      for (let i = 0; i < askings.length; i += 50) {
        await Promise.all(askings.slice(i, i + 50).map((asking) => admission.signal('ask', asking, hostA)));
      }
      await waitFor('all to wait', async () => (await queueOf(lab)).waiting === 1001);
      // None of these runs exists, so each gives its turn back as soon as it is told.
      await Promise.all(([1, 2, 3, 4] as const).map(free));
      await waitFor('nobody to wait', async () => (await queueOf(lab)).waiting === 1);
      const { told } = await toldInOrder(lab, runId);
      expect(told).toEqual(askings.toSorted(compareAsking).map(({ workflowId }) => workflowId));
    });
  });
});

import { findTurns } from '../../activities/admission/find-turns';
import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { Asking } from '../../src/domain/admission/asking';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { keeperId, type Holder } from '../../src/domain/keeper';
import { waitFor } from '../harness/wait-for';
import { askingOf, besideAdmission, hostA, queueOf, smallExport, theAdmission, waitingIn } from './admission-runs';
import { progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const { lookAround } = scriptedActivities([]);

it('a run that waits while every worker is gone has its place when they are back', async () => {
  const { client } = lab;
  const changes = { runExport: async () => smallExport, lookAround };
  const lanes = [1, 2, 3, 4].map((lane) => askingOf(`lane-${lane}`));
  const leave = ({ backupId }: Asking): Promise<void> =>
    client.workflow.getHandle(theAdmission).signal('leave', backupId);
  const run = await lab.run(changes, async () => {
    for (const lane of lanes) {
      const asking = { signal: 'ask', signalArgs: [lane, hostA], args: [{}] };
      await client.workflow.signalWithStart('admitBackups', { ...asking, taskQueue, workflowId: theAdmission });
    }
    const run = await startBackup(lab, 'bereft');
    await waitFor('it to wait', async () => (await waitingIn(lab)).includes('bereft'));
    return run;
  });
  await lab.run(changes, async () => {
    expect(await waitingIn(lab)).toEqual(['bereft']);
    await Promise.all(lanes.map(leave));
    expect((await resultOf(run)).outcome).toBe('sealed');
    await waitFor('the end', async () => (await statusOf(lab, theAdmission)) === 'COMPLETED');
  });
});

it('a run that does not answer counts as one that has a turn, one that is not there does not', async () => {
  const { workflow } = lab.client;
  const keep = (name: string): Promise<WorkflowHandle> => {
    const holder: Holder = { ...askingOf(name), database: name, firstExecutionRunId: 'a-test' };
    return workflow.start('keepDatabase', {
      taskQueue,
      workflowId: keeperId(name),
      args: [holder],
      memo: { ...holder },
    });
  };
  const nobodyServes = { taskQueue: 'nobody', workflowId: 'silent', args: [] };
  const started = [await keep('silent'), await keep('gone'), await workflow.start('backupDatabase', nobodyServes)];
  await waitFor('both keepers to be listed', async () => {
    const { count } = await workflow.count('WorkflowType = "keepDatabase" AND ExecutionStatus = "Running"');
    return count === 2;
  });
  const silent = { workflowId: 'silent', backupId: askingOf('silent').backupId };
  expect(await findTurns(lab.client, taskQueue)).toEqual([{ ...silent, isAssumed: true }]);
  await Promise.all(started.map((run) => run.terminate('a test')));
});

describe('an admission that does not know who had a turn before it', () => {
  const unknown = async (): Promise<never> => {
    throw ApplicationFailure.nonRetryable('visibility is down');
  };

  it('gives nobody one until it does, and says so', async () => {
    let isKnown = false;
    const findTurns: ScriptedActivities['findTurns'] = async () => (isKnown ? [askingOf('had-a-turn')] : unknown());
    await lab.run({ findTurns, lookAround, runExport: async () => smallExport }, async () => {
      await besideAdmission(lab, { lookForHolders: true, lookEveryMs: 300 }, async () => {
        await waitFor('the first try', async () => (await queueOf(lab)).troubles.length === 1);
        const run = await startBackup(lab, 'held-back');
        const trouble = 'who had a turn before is not known: visibility is down; nobody gets one until it is';
        await waitFor('the reason', async () => (await progressOf(run)).wait?.trouble === trouble);
        expect(await queueOf(lab)).toMatchObject({ running: [], troubles: [trouble] });
        isKnown = true;
        expect((await resultOf(run)).outcome).toBe('sealed');
        expect(await queueOf(lab)).toMatchObject({ running: ['had-a-turn'], troubles: [] });
        await lab.client.workflow.getHandle(theAdmission).signal('leave', askingOf('had-a-turn').backupId);
      });
    });
  });

  it('holds nobody up for good', async () => {
    const changes = { findTurns: unknown, lookAround, runExport: async () => smallExport };
    await lab.run(changes, async () => {
      await besideAdmission(lab, { lookForHolders: true, lookEveryMs: 300, holdersWithinMs: 1000 }, async () => {
        expect((await resultOf(await startBackup(lab, 'let-go'))).outcome).toBe('sealed');
        expect((await queueOf(lab)).troubles).toEqual([
          'who had a turn before is not known: visibility is down; more may run than there is room for',
        ]);
      });
    });
  });
});

it('an admission that cannot look says so, and says no more when it can again', async () => {
  let isBlind = true;
  const looks: ScriptedActivities['lookAround'] = async (order) => {
    if (isBlind) throw ApplicationFailure.nonRetryable('no rights');
    return { ...(await lookAround(order)), trouble: 'the workers of redoubt cannot be listed: no rights' };
  };
  await lab.run({ lookAround: looks }, async () => {
    await besideAdmission(lab, { lookEveryMs: 300 }, async () => {
      const troubles = (...said: string[]): Promise<unknown> =>
        waitFor(said.join(), async () => (await queueOf(lab)).troubles.join() === said.join());
      await troubles('whose turns are over cannot be seen: no rights');
      isBlind = false;
      await troubles('the workers of redoubt cannot be listed: no rights');
    });
  });
});

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

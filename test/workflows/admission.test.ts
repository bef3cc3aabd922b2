import type { WorkflowHandle } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { waitFor } from '../harness/wait-for';
import { besideAdmission, hostA, queueOf, smallExport, theAdmission, waitingIn } from './admission-runs';
import { progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const hour = 3600_000;
const inHours = (hours: number): string => new Date(Date.now() + hours * hour).toISOString();

const start = (database: string, input: object = {}): Promise<WorkflowHandle> =>
  startBackup(lab, database, { database, ...input });

/** Starts a backup that finds no room, and returns when it stands on the list. */
async function queueUp(database: string, input: object = {}): Promise<WorkflowHandle> {
  const run = await start(database, input);
  await waitFor(`${database} to wait`, async () => (await waitingIn(lab)).includes(database));
  return run;
}

/** Small backups, and looks of the admission that find nobody gone: lanes are taken without backups. */
function quick(): Partial<ScriptedActivities> & { readonly begun: string[] } {
  const begun: string[] = [];
  const runExport = async ({ plan }: { plan: BackupPlan }): Promise<ExportOutcome> => {
    begun.push(plan.database);
    return smallExport;
  };
  return { begun, runExport, lookAround: scriptedActivities([]).lookAround };
}

/** The admission's looks do not come into it. */
const withoutLooks = { lookEveryMs: hour };

describe('a backup that finds room', () => {
  it('waits for nothing, at six events, and the admission ends after it', async () => {
    await lab.run(quick(), async () => {
      const run = await start('alone');
      expect((await resultOf(run)).outcome).toBe('sealed');
      await waitFor('the end', async () => (await statusOf(lab, theAdmission)) === 'COMPLETED');
      const { events } = await run.fetchHistory();
      const scheduled = (name: string): number =>
        events?.findIndex((e) => e.activityTaskScheduledEventAttributes?.activityType?.name === name) ?? -1;
      // Scheduled, started, completed; then a workflow task. The seventh is the next phase's search attribute.
      expect(scheduled('pickHost') - scheduled('askForTurn')).toBe(7);
    });
  });
});

describe('a backup that finds none', () => {
  it('says how many come before it, on its page and in the progress, and goes on when it is its turn', async () => {
    await lab.run(quick(), async () => {
      await besideAdmission(lab, withoutLooks, async ({ fill, free }) => {
        await fill();
        const first = await queueUp('first', { deadline: inHours(1) });
        const second = await queueUp('second', { deadline: inHours(2) });
        await waitFor('its place', async () => (await progressOf(second)).wait?.before === 1);
        const { currentDetails } = await second.query<{ currentDetails: string }>('__temporal_workflow_metadata');
        expect(currentDetails).toContain('waiting for its turn: place 2 of 2; 4 of 4 backups run');
        expect(await queueOf(lab)).toMatchObject({ atOnce: 4, hosts: [{ host: 'a', lanes: 4 }], waiting: 3 });
        await free(1);
        expect((await resultOf(first)).outcome).toBe('sealed');
        expect((await resultOf(second)).outcome).toBe('sealed');
        expect((await progressOf(second)).wait).toBeNull();
      });
    });
  });

  it('is sorted anew when it is expedited, gets another deadline, is paused or resumed', async () => {
    const changes = quick();
    await lab.run(changes, async () => {
      await besideAdmission(lab, withoutLooks, async ({ fill, free }) => {
        await fill();
        const runs = {
          none: await queueUp('none'),
          late: await queueUp('late', { deadline: inHours(8) }),
          soon: await queueUp('soon', { deadline: inHours(2) }),
        };
        const order = (...names: string[]): Promise<unknown> =>
          waitFor(names.join(', '), async () => (await waitingIn(lab)).join() === names.join());
        await order('soon', 'late', 'none');
        await runs.none.signal('expedite');
        await order('none', 'soon', 'late');
        await runs.soon.executeUpdate('extendDeadline', { args: [{ by: 'PT10H' }] });
        await order('none', 'late', 'soon');
        await runs.none.signal('pause', 'the DBA needs it');
        await waitFor('the pause', async () => (await queueOf(lab)).next[0]?.paused === true);
        await free(1);
        await Promise.all([runs.late, runs.soon].map(resultOf));
        expect(changes.begun).toEqual(['late', 'soon']);
        await runs.none.signal('resume');
        expect((await resultOf(runs.none)).outcome).toBe('sealed');
      });
    });
  });

  it('can be cancelled and terminated while it waits: its place goes, and the database is free', async () => {
    const changes = quick();
    await lab.run(changes, async () => {
      await besideAdmission(lab, withoutLooks, async ({ fill }) => {
        await fill();
        const cancelled = await queueUp('wait-cancelled');
        const terminated = await queueUp('wait-terminated');
        await cancelled.cancel();
        await cancelled.result().catch(() => undefined);
        expect(await statusOf(lab, cancelled.workflowId)).toBe('CANCELLED');
        expect(await statusOf(lab, 'redoubt/wait-cancelled')).toBe('COMPLETED');
        expect(await waitingIn(lab)).toEqual(['wait-terminated']);
        await terminated.terminate('a test');
        await waitFor('its place to go', async () => (await waitingIn(lab)).length === 0);
        const isFree = async () => (await statusOf(lab, 'redoubt/wait-terminated')) === 'COMPLETED';
        await waitFor('the database to be free', isFree);
        expect(changes.begun).toEqual([]);
      });
    });
  });

  it('ends at its deadline where its policy is fail', async () => {
    await lab.run(quick(), async () => {
      await besideAdmission(lab, withoutLooks, async ({ fill }) => {
        await fill();
        const run = await start('misses', { deadline: 'PT3S', policy: 'fail' });
        await expect(run.result()).rejects.toMatchObject({ cause: { type: 'DEADLINE_MISSED' } });
        expect(await waitingIn(lab)).toEqual([]);
      });
    });
  });

  it('comes before one that is due at the same time if it takes longer', async () => {
    const inspectDatabase: ScriptedActivities['inspectDatabase'] = async (order) => {
      const slow = await scriptedActivities([]).inspectDatabase(order);
      const estimatedBytes = order.plan.database === 'long' ? 3_600_000_000 : 1_000_000;
      // The script's estimate is null, and typed as such.
      return { ...slow, facts: { ...slow.facts, estimatedBytes } };
    };
    const changes = quick();
    await lab.run({ ...slowBefore, ...changes, inspectDatabase }, async () => {
      await besideAdmission(lab, withoutLooks, async ({ fill, free }) => {
        await fill();
        const deadline = inHours(5);
        const runs = [await queueUp('short', { deadline }), await queueUp('long', { deadline })];
        expect(await waitingIn(lab)).toEqual(['long', 'short']);
        await free(2);
        await Promise.all(runs.map(resultOf));
        expect(changes.begun).toEqual(['long', 'short']);
      });
    });
  });

  it('goes on at once when a host comes', async () => {
    let lookedAt = 0;
    const lookAround: ScriptedActivities['lookAround'] = async () => {
      lookedAt += 1;
      const hosts = lookedAt < 3 ? [hostA] : [hostA, { host: 'b', lanes: 4 }];
      return { answeredBy: hostA, hosts, trouble: null, gone: [] };
    };
    await lab.run({ ...quick(), lookAround }, async () => {
      await besideAdmission(lab, { lookEveryMs: 300 }, async ({ fill }) => {
        await fill();
        expect((await resultOf(await start('more-room'))).outcome).toBe('sealed');
        expect(await queueOf(lab)).toMatchObject({ atOnce: 8, running: ['lane-1', 'lane-2', 'lane-3', 'lane-4'] });
      });
    });
  });

  it('goes on without a turn where the admission does not answer, and says so', async () => {
    const askForTurn: ScriptedActivities['askForTurn'] = async () => {
      throw ApplicationFailure.nonRetryable('the admission is broken');
    };
    await lab.run({ ...quick(), askForTurn }, async () => {
      const { outcome, warnings } = await resultOf(await start('unadmitted'));
      expect(outcome).toBe('sealed');
      expect(warnings).toEqual(['it went on without waiting for its turn: the admission is broken']);
    });
  });
});

describe('the turn of a backup', () => {
  it.each(['cancelled', 'terminated', 'timed out'])('is given back by the keeper when it is %s', async (how) => {
    await lab.run({ ...quick(), runExport: longExport }, async ({ client }) => {
      await besideAdmission(lab, withoutLooks, async () => {
        const run = await client.workflow.start('backupDatabase', {
          taskQueue,
          workflowId: `ends-${how.replace(' ', '-')}`,
          args: [{ database: 'ends' }],
          ...(how === 'timed out' ? { workflowExecutionTimeout: '3s' } : {}),
        });
        await waitFor('its turn', async () => (await queueOf(lab)).running.includes(run.workflowId));
        if (how === 'cancelled') await run.cancel();
        if (how === 'terminated') await run.terminate('a test');
        await waitFor('it to be given back', async () => (await queueOf(lab)).running.length === 0);
      });
    });
  });

  it('does not leak: a run that is gone without its keeper’s word is found out', async () => {
    await lab.run({ runExport: longExport }, async ({ client }) => {
      await besideAdmission(lab, { lookEveryMs: 500 }, async () => {
        const run = await start('leaked');
        await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
        await client.workflow.getHandle('redoubt/leaked').terminate('a test');
        expect((await queueOf(lab)).running).toEqual([run.workflowId]);
        await run.terminate('a test');
        await waitFor('it to be found out', async () => (await queueOf(lab)).running.length === 0);
      });
    });
  });
});

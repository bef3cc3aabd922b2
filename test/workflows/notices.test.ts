import { createHmac, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { WorkflowFailedError } from '@temporalio/client';
import { createNotificationActivities } from '../../activities/notifications';
import { lastFailure } from '../../activities/last-failure';
import type { ExportOutcome } from '../../src/domain/completed-export';
import type { Notice } from '../../src/domain/notice';
import { noticeEvents } from '../../src/domain/notices';
import { BackupError } from '../../src/errors';
import { waitFor } from '../harness/wait-for';
import { startReceiver, type Receiver } from '../transport/receiver';
import { failureOf, progressOf, resultOf, startBackup, statusOf } from './backup-runs';
import { exported, scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

const key = randomBytes(32);
const opened: Receiver[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((receiver) => receiver.close()));
});

/** The real activities of notices, posting to a receiver; everything else answers at once. */
async function told(answer?: (response: ServerResponse, count: number) => void): Promise<{
  activities: Partial<ScriptedActivities>;
  receiver: Receiver;
  notices: () => Notice[];
}> {
  const receiver = await startReceiver(answer);
  opened.push(receiver);
  const webhook = () => ({ url: receiver.url, key, events: noticeEvents });
  const real = createNotificationActivities({ client: () => lab.client, webhook });
  const sinceMs = Date.now();
  return {
    receiver,
    notices: () => receiver.posts.map(({ body }) => JSON.parse(body) as Notice),
    activities: {
      ...real,
      // A notice that a test before this one left on its way is taken from here, not told here.
      notify: async (notice) => (Date.parse(notice.at) < sinceMs ? undefined : real.notify(notice)),
      planBackup: async (request) => {
        const planned = await scriptedActivities([]).planBackup(request);
        const failedBefore = await lastFailure(lab.client, request);
        return { ...planned, plan: { ...planned.plan, notifications: { events: noticeEvents, failedBefore } } };
      },
    },
  };
}

const noSpace = async (): Promise<never> => {
  throw new BackupError('SPACE_SHORT', 'USERS is full');
};
const eventTypes = async (workflowId: string): Promise<string[]> => {
  const { events } = await lab.client.workflow.getHandle(workflowId).fetchHistory();
  return (events ?? []).flatMap(({ startChildWorkflowExecutionInitiatedEventAttributes: child }) =>
    child?.workflowType?.name == null ? [] : [child.workflowType.name],
  );
};

describe('people are told', () => {
  it('of a failure, signed; and of the backup that is sealed after it', async () => {
    const { activities, receiver, notices } = await told();
    await lab.run({ ...activities, inspectDatabase: noSpace }, async () => {
      const run = await startBackup(lab, 'fails');
      expect((await failureOf(run)).type).toBe('SPACE_SHORT');
      await waitFor('the notice', () => notices().length === 1);
      expect(notices()[0]).toMatchObject({
        event: 'failed',
        database: 'fails',
        workflowId: run.workflowId,
        outcome: 'failed',
        error: { code: 'SPACE_SHORT', message: 'USERS is full', hint: expect.stringContaining('Free space') },
        text: expect.stringMatching(/^The backup of fails failed: SPACE_SHORT: USERS is full/),
      });
      const { headers, body } = receiver.posts[0] ?? { headers: {}, body: '' };
      const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
      expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
    });
    await lab.run(activities, async () => {
      await waitFor('visibility', () => lastFailure(lab.client, { database: 'fails', backupId: '' }).then(Boolean));
      expect((await resultOf(await startBackup(lab, 'fails'))).warnings).toEqual([]);
      await waitFor('the notice', () => notices().length === 2);
      expect(notices()[1]).toMatchObject({ event: 'recovered', outcome: 'sealed' });
      await waitFor('visibility', () => lastFailure(lab.client, { database: 'fails', backupId: '' }).then((id) => !id));
      await resultOf(await startBackup(lab, 'fails'));
      expect(notices()).toHaveLength(2);
    });
  });

  it('of a forecast to miss, before a byte has moved, and of its recovery by another deadline', async () => {
    let go = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => go);
      return exported;
    };
    const { activities, notices } = await told();
    await lab.run({ ...activities, ...slowBefore, runExport }, async () => {
      const run = await startBackup(lab, 'slow', { database: 'slow', deadline: 'PT10M' });
      await waitFor('the notice', () => notices().length === 1);
      expect(notices()[0]).toMatchObject({ event: 'forecast-to-miss', outlook: 'late', outcome: null });
      await run.executeUpdate('extendDeadline', { args: [{ by: 'PT9H' }] });
      await waitFor('the second notice', () => notices().length === 2);
      expect(notices()[1]).toMatchObject({ event: 'recovered', outlook: 'on time' });
      go = true;
      await resultOf(run);
    });
  });

  it('of a missed deadline, while the backup goes on', async () => {
    let go = false;
    const runExport = async (): Promise<ExportOutcome> => {
      await waitFor('the test', () => go);
      return exported;
    };
    const { activities, notices } = await told();
    await lab.run({ ...activities, runExport }, async () => {
      const run = await startBackup(lab, 'misses', { database: 'misses', deadline: 'PT5S' });
      await waitFor('the notice', () => notices().length === 1);
      expect(notices()[0]).toMatchObject({ event: 'missed', text: expect.stringContaining('It goes on') });
      go = true;
      expect((await resultOf(run)).outcome).toBe('sealed');
      expect(notices()).toHaveLength(1);
    });
  });

  it('of a run that began after the deadline of its schedule', async () => {
    const { activities, notices } = await told();
    await lab.run(activities, async ({ client }) => {
      const scheduleId = 'begins-late';
      const schedule = await client.schedule.create({
        scheduleId,
        spec: { intervals: [{ every: '1 day' }] },
        state: { paused: true },
        action: {
          type: 'startWorkflow',
          workflowType: 'backupDatabase',
          taskQueue,
          workflowId: scheduleId,
          args: [{ database: 'begins-late', deadline: 'PT1H' }],
        },
      });
      const end = new Date(Date.now() - 24 * 3600_000);
      const start = new Date(end.getTime() - 24 * 3600_000);
      await schedule.backfill({ start, end, overlap: 'ALLOW_ALL' });
      await waitFor('the notice', () => notices().length > 0);
      await schedule.delete();
      expect(notices()[0]).toMatchObject({ event: 'started-late', text: expect.stringContaining('it hurries') });
    });
  });

  it('of a run that was terminated, by its keeper', async () => {
    const { activities, notices } = await told();
    await lab.run({ ...activities, runExport: longExport }, async ({ calls }) => {
      const run = await startBackup(lab, 'terminated');
      await waitFor('the export', async () => (await progressOf(run)).phase === 'export');
      await run.terminate('a test');
      await waitFor('the notice', () => notices().length === 1);
      expect(notices()[0]).toMatchObject({ event: 'failed', outcome: 'terminated', workflowId: run.workflowId });
      expect(notices()[0]?.text).toContain('was terminated');
      await waitFor('the clean-up', () => calls.some((call) => call.startsWith('clean up')));
    });
  });

  it('of a database that is busy, by the run that found it so', async () => {
    const { activities, notices } = await told();
    await lab.run({ ...activities, runExport: longExport }, async () => {
      const first = await startBackup(lab, 'busy');
      await waitFor('the export', async () => (await progressOf(first)).phase === 'export');
      expect((await failureOf(await startBackup(lab, 'busy'))).type).toBe('DATABASE_BUSY');
      await waitFor('the notice', () => notices().length === 1);
      expect(notices()[0]?.error?.code).toBe('DATABASE_BUSY');
      await first.cancel();
      await expect(first.result()).rejects.toThrow(WorkflowFailedError);
      // Somebody cancelled it: he knows.
      expect(notices()).toHaveLength(1);
    });
  });
});

describe('a receiver', () => {
  it('that answers 500 first gets the same notice again, under the same id', async () => {
    const { activities, receiver } = await told(
      (response, count) => void response.writeHead(count === 1 ? 500 : 200).end(),
    );
    await lab.run({ ...activities, inspectDatabase: noSpace }, async () => {
      await failureOf(await startBackup(lab, 'again'));
      await waitFor('the second try', () => receiver.posts.length === 2);
      const [first, second] = receiver.posts;
      expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id']);
      expect(second?.body).toBe(first?.body);
    });
  });

  it('that never answers holds no backup up, and no end of one', async () => {
    const { activities, receiver } = await told(() => undefined);
    await lab.run({ ...activities, ...slowBefore }, async () => {
      const run = await startBackup(lab, 'silent', { database: 'silent', deadline: 'PT10M' });
      expect((await resultOf(run)).outcome).toBe('sealed');
      await waitFor('the post', () => receiver.posts.length > 0);
    });
  });

  it('that redirects is named in the warnings of the result, and the backup is sealed', async () => {
    const { activities, receiver } = await told((response) => void response.writeHead(302, { location: '/' }).end());
    const runExport = async (): Promise<ExportOutcome> => {
      const isOver = async () => (await statusOf(lab, noticeOf(receiver))) === 'COMPLETED';
      await waitFor('the notice to be given up', isOver);
      return exported;
    };
    await lab.run({ ...activities, ...slowBefore, runExport }, async () => {
      const run = await startBackup(lab, 'redirected', { database: 'redirected', deadline: 'PT10M' });
      const { outcome, warnings } = await resultOf(run);
      expect(outcome).toBe('sealed');
      expect(warnings).toContainEqual(
        expect.stringMatching(/^notification forecast-to-miss could not be sent: .* answered 302, a redirect/),
      );
    });
  });
});

const noticeOf = ({ posts }: Receiver): string => `redoubt-notice/${String(posts[0]?.headers['webhook-id'])}`;

it('without notifications in the configuration no run has an event of them', async () => {
  await lab.run({ ...slowBefore, inspectDatabase: noSpace }, async () => {
    const run = await startBackup(lab, 'untold', { database: 'untold', deadline: 'PT10M' });
    await failureOf(run);
    expect(await eventTypes(run.workflowId)).toEqual(['keepDatabase']);
  });
});

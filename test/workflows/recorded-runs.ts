import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { BackupProgress } from '../../src/domain/backup-progress';
import type { BatchDone, BatchOrder } from '../../src/domain/copy-work';
import type { ExportOutcome } from '../../src/domain/completed-export';
import { noticeEvents } from '../../src/domain/notices';
import type { RegionCopy } from '../../src/domain/manifest';
import { waitFor } from '../harness/wait-for';
import { besideAdmission, queueOf, theAdmission } from './admission-runs';
import { allWhole, batchDone, exported, scriptedActivities, type ScriptedActivities } from './scripted-activities';
import { longExport, slowBefore } from './slow-runs';
import { stoppedBefore, untilStopped } from './until-stopped';
import { taskQueue, type WorkflowLab } from './workflow-lab';

/** Runs whose histories are kept in test/histories/, by file name. */
export type RecordedRuns = Readonly<Record<string, WorkflowHandle>>;

/** Every way of a run that a change of a workflow could break for runs that are under way. */
export async function playRuns(lab: WorkflowLab): Promise<RecordedRuns> {
  return {
    ...(await goodRun(lab)),
    ...(await pausedRun(lab)),
    ...(await cancelledRun(lab)),
    ...(await exportTriedTwice(lab)),
    ...(await regionMissing(lab)),
    ...(await restore(lab)),
    ...(await notifiedRun(lab)),
    ...(await onTwoHosts(lab)),
    ...(await failedLate(lab)),
    ...(await settledLate(lab)),
    ...(await pausedLate(lab)),
    ...(await waitedRun(lab)),
  };
}

/** All lanes are taken: it waits, is expedited meanwhile, and gets its turn. */
function waitedRun(lab: WorkflowLab): Promise<RecordedRuns> {
  return lab.run({ lookAround: scriptedActivities([]).lookAround }, () =>
    besideAdmission(lab, {}, async ({ fill, free, runId }) => {
      await fill();
      const run = await start(lab, 'backupDatabase', { database: 'waited', deadline: 'PT2H' });
      await inPhase(run, 'waiting for its turn');
      await run.signal('expedite');
      await waitFor('its place', async () => (await queueOf(lab)).next[0]?.expedited);
      await free(1);
      await run.result();
      return {
        'backup-database-waited': run,
        'admit-backups-several': lab.client.workflow.getHandle(theAdmission, runId),
      };
    }),
  );
}

const start = (lab: WorkflowLab, workflow: string, input: object): Promise<WorkflowHandle> =>
  lab.client.workflow.start(workflow, {
    taskQueue,
    workflowId: `${workflow}-${randomUUID().slice(0, 8)}`,
    args: [input],
  });

const child = (lab: WorkflowLab, id: string): WorkflowHandle => lab.client.workflow.getHandle(id);

const inPhase = (handle: WorkflowHandle, phase: string): Promise<true> =>
  waitFor(phase, async () => (await handle.query<BackupProgress>('progress')).phase === phase || undefined);

function goodRun(lab: WorkflowLab): Promise<RecordedRuns> {
  return lab.run({}, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'good' });
    await run.result();
    return {
      'backup-database-sealed': run,
      'keep-database-released': child(lab, 'redoubt/good'),
      'copy-file-whole': child(lab, `${run.workflowId}/file-1`),
    };
  });
}

/** Paused in the export, then in the copy. */
function pausedRun(lab: WorkflowLab): Promise<RecordedRuns> {
  let exports = 0;
  let isStopped = false;
  const changes: Partial<ScriptedActivities> = {
    runExport: async (): Promise<ExportOutcome> => {
      exports += 1;
      if (exports > 1) return exported;
      await untilStopped();
      return { kind: 'stopped' };
    },
    copyBatch: async (order: BatchOrder): Promise<BatchDone> => {
      if (order.file.fileNumber !== 1 || isStopped) return batchDone(order);
      await untilStopped();
      isStopped = true;
      return batchDone(order, order.span.first + 3);
    },
  };
  return lab.run(changes, async ({ calls }) => {
    const run = await start(lab, 'backupDatabase', { database: 'paused' });
    await inPhase(run, 'export');
    await waitFor('the export', () => exports === 1);
    await run.signal('pause');
    await waitFor('the job to be stopped', () => calls.includes('pause export'));
    await run.signal('resume');
    await inPhase(run, 'copy');
    await waitFor('a file', () => calls.some((call) => call.startsWith('file')));
    await run.signal('pause');
    await waitFor('the batches to end', () => isStopped);
    await run.signal('resume');
    await run.result();
    return { 'backup-database-paused': run, 'copy-file-paused': child(lab, `${run.workflowId}/file-1`) };
  });
}

function cancelledRun(lab: WorkflowLab): Promise<RecordedRuns> {
  let begun = false;
  const copyBatch = async (order: BatchOrder): Promise<BatchDone> => {
    begun = true;
    await untilStopped();
    return batchDone(order, order.span.first + 1);
  };
  return lab.run({ copyBatch }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'cancelled' });
    await waitFor('the copy', () => begun);
    await run.cancel();
    await run.result().catch(() => undefined);
    return { 'backup-database-cancelled': run, 'copy-file-cancelled': child(lab, `${run.workflowId}/file-1`) };
  });
}

function exportTriedTwice(lab: WorkflowLab): Promise<RecordedRuns> {
  let exports = 0;
  const runExport = async (): Promise<ExportOutcome> => {
    exports += 1;
    return exports === 1 ? { kind: 'next-attempt', code: 'UNDO_TOO_SHORT', reason: 'ORA-01555' } : exported;
  };
  return lab.run({ runExport }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'twice' });
    await run.result();
    return { 'backup-database-second-export': run };
  });
}

/** One region down to the end of the backup, and for the first look of the repair. */
function regionMissing(lab: WorkflowLab): Promise<RecordedRuns> {
  const withoutLondon = (order: Parameters<typeof allWhole>[0]): RegionCopy[] =>
    allWhole(order).map((copy) =>
      copy.region === 'london' ? { ...copy, state: 'unavailable', missingParts: 22, reason: 'refused' } : copy,
    );
  let looks = 0;
  let known: RegionCopy[] = [];
  const changes: Partial<ScriptedActivities> = {
    inspectCopies: async (order) => (known = withoutLondon(order)),
    repairCopies: async () => {
      looks += 1;
      return { copies: looks === 1 ? known : [] };
    },
  };
  return lab.run(changes, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'two-of-three' });
    // The workflow's own result type.
    const { repairWorkflowId } = (await run.result()) as { repairWorkflowId: string };
    const repair = child(lab, repairWorkflowId);
    await repair.result();
    return { 'backup-database-region-missing': run, 'repair-backup-second-look': repair };
  });
}

function restore(lab: WorkflowLab): Promise<RecordedRuns> {
  return lab.run({}, async () => {
    const run = await start(lab, 'restoreBackup', { database: 'good', backup: 'latest', to: '/restore/good' });
    await run.result();
    return { 'restore-backup-whole': run };
  });
}

/** A forecast to miss, and a recovery from the failure of the run before; then a run that is lost, told by its keeper. */
async function notifiedRun(lab: WorkflowLab): Promise<RecordedRuns> {
  const changes: Partial<ScriptedActivities> = {
    ...slowBefore,
    planBackup: async (request) => {
      const { plan, warnings } = await scriptedActivities([]).planBackup(request);
      return { plan: { ...plan, notifications: { events: noticeEvents, failedBefore: 'the-last' } }, warnings };
    },
  };
  const notified = await lab.run(changes, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'notified', deadline: 'PT10M' });
    const { backupId } = (await run.result()) as { backupId: string };
    const notice = child(lab, `redoubt-notice/${backupId}-recovered-1`);
    await notice.result();
    return { 'backup-database-notified': run, 'send-notice-sent': notice };
  });
  const lost = await lab.run({ runExport: longExport }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'lost' });
    await inPhase(run, 'export');
    await run.terminate('recorded');
    await child(lab, 'redoubt/lost').result();
    return { 'keep-database-lost': child(lab, 'redoubt/lost') };
  });
  return { ...notified, ...lost };
}

/** In a hurry from the start: a second host copies too, shuts down, and is taken again. */
function onTwoHosts(lab: WorkflowLab): Promise<RecordedRuns> {
  const begun = { a: 0, b: 0 };
  let isThere = false;
  let hasLeft = false;
  const on = (host: 'a' | 'b'): Partial<ScriptedActivities> => ({
    runExport: async () => {
      await waitFor('the second host', () => isThere);
      return exported;
    },
    copyBatch: async (order) => {
      begun[host] += 1;
      const isStopped = await stoppedBefore(() => begun.b > 0);
      if (isStopped || (host === 'b' && !hasLeft)) {
        hasLeft ||= host === 'b';
        return { ...batchDone(order, order.span.first + 1), hostLeaves: host === 'b' };
      }
      return batchDone(order);
    },
  });
  return lab.run(on('a'), async () => {
    const run = await start(lab, 'backupDatabase', { database: 'hurried', pace: 'expedited' });
    await inPhase(run, 'export');
    const b = await lab.host('b', on('b'));
    isThere = true;
    try {
      await run.result();
    } finally {
      await b.stop();
    }
    return { 'backup-database-two-hosts': run, 'copy-file-two-hosts': child(lab, `${run.workflowId}/file-1`) };
  });
}

/** Ended by its deadline in the export. */
function failedLate(lab: WorkflowLab): Promise<RecordedRuns> {
  return lab.run({ runExport: longExport }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'fails', deadline: 'PT12S', policy: 'fail' });
    await run.result().catch(() => undefined);
    return { 'backup-database-failed-late': run };
  });
}

/** Leaves a region out in the copy, and is sealed without it. */
function settledLate(lab: WorkflowLab): Promise<RecordedRuns> {
  const copyBatch = async (order: BatchOrder): Promise<BatchDone> => {
    if (order.tuning.leaveOut.length > 0) return batchDone(order);
    await untilStopped();
    return batchDone(order, order.span.first + 1);
  };
  const inspectCopies: ScriptedActivities['inspectCopies'] = async (order) =>
    allWhole(order).map((copy) =>
      copy.region === 'stockholm' ? { ...copy, state: 'incomplete', missingParts: 20, reason: 'left out' } : copy,
    );
  return lab.run({ copyBatch, inspectCopies }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'settles', deadline: 'PT18S', policy: 'settle' });
    await run.result();
    return { 'backup-database-settled': run };
  });
}

/** Paused past its deadline, by a time that was known: late from then on. */
function pausedLate(lab: WorkflowLab): Promise<RecordedRuns> {
  let isStopped = false;
  const runExport = async (): Promise<ExportOutcome> => {
    if (isStopped) return exported;
    await untilStopped();
    isStopped = true;
    return { kind: 'stopped' };
  };
  return lab.run({ ...slowBefore, runExport }, async () => {
    const run = await start(lab, 'backupDatabase', { database: 'paused-late', deadline: 'PT15S' });
    await inPhase(run, 'export');
    await run.signal('pauseUntil', new Date(Date.now() + 20_000).toISOString());
    await run.result();
    return { 'backup-database-paused-late': run };
  });
}

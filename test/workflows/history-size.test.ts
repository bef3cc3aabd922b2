import { randomUUID } from 'node:crypto';
import type { WorkflowHandle } from '@temporalio/client';
import type { CompletedExport, ExportOutcome } from '../../src/domain/completed-export';
import type { BackupResult } from '../../src/domain/backup-result';
import type { History } from './read-history';
import { exported } from './scripted-activities';
import { openWorkflowLab, taskQueue, type WorkflowLab } from './workflow-lab';

const gib = 2 ** 30;
const terabyte = 10 ** 12;
/** The longest batch: 2 GiB (src/domain/part-ranges.ts). */
const batchesPerTerabyte = terabyte / (2 * gib);

let lab: WorkflowLab;
beforeAll(async () => {
  lab = await openWorkflowLab();
});
afterAll(() => lab.close());

interface Measured {
  readonly files: number;
  readonly batches: number;
  /** Of the backup, its files' runs and its keeper. */
  readonly events: number;
  /** Those of the files' runs, without the signals of progress. */
  readonly eventsOfBatches: number;
  readonly largestPayloadBytes: number;
}

/** A backup of so many files, with activities that answer at once: its events are those of a real one. */
function measure(fileCount: number, fileBytes: number): Promise<Measured> {
  const stem = 'rdbt_prod0001_20261123_081500z_3f2a9c_1_';
  const files = Array.from({ length: fileCount }, (_, i) => ({ name: `${stem}${i}.dmp`, sizeBytes: fileBytes }));
  const made: CompletedExport & ExportOutcome = { ...exported, attempts: 1, files, bytes: fileCount * fileBytes };
  return lab.run({ runExport: async () => made }, async ({ calls, client }) => {
    const database = `size-${randomUUID().slice(0, 8)}`;
    const run = await client.workflow.start('backupDatabase', {
      taskQueue,
      workflowId: database,
      args: [{ database }],
    });
    // The workflow's own result type.
    const result = (await run.result()) as BackupResult;
    const read = (id: string): Promise<History> => client.workflow.getHandle(id).fetchHistory();
    const ofFiles = await Promise.all(Array.from({ length: result.files }, (_, i) => read(fileRun(run, i + 1))));
    const histories = [await read(database), await read(`redoubt/${database}`), ...ofFiles];
    return {
      files: result.files,
      batches: calls.filter((call) => call.startsWith('copy')).length,
      events: countEvents(histories),
      eventsOfBatches: countEvents(ofFiles) - signalEvents * countSignals(ofFiles),
      largestPayloadBytes: Math.max(...histories.flatMap(payloadSizes)),
    };
  });
}

const fileRun = ({ workflowId }: WorkflowHandle, fileNumber: number): string => `${workflowId}/file-${fileNumber}`;

const countEvents = (histories: readonly History[]): number =>
  histories.reduce((sum, { events }) => sum + (events ?? []).length, 0);

/** Initiated, signaled, and a workflow task of three events that hears of it. */
const signalEvents = 5;

const countSignals = (histories: readonly History[]): number =>
  histories.flatMap(({ events }) =>
    (events ?? []).filter((event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes != null),
  ).length;

/** Sizes of all that is in a history under the name `data`. */
function payloadSizes(history: History): readonly number[] {
  const sizes: number[] = [];
  const look = (value: unknown): void => {
    if (value instanceof Uint8Array) sizes.push(value.length);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look);
  };
  look(history.events);
  return sizes;
}

const mib = 2 ** 20;
let small: Measured;

it('a small backup takes at most 250 events', async () => {
  small = await measure(2, 10 * mib);
  expect(small).toMatchObject({ files: 3, batches: 3 });
  expect(small.events).toBeLessThanOrEqual(250);
});

it('a batch takes at most 7.5 events: 3,000 of a backup of 300 batches, and 3,500 of each terabyte more', async () => {
  const large = await measure(1, 25 * gib);
  expect(large.batches).toBe(101);
  const ofABatch = large.eventsOfBatches / large.batches;
  // The signals of progress are a hundred at most, whatever the size; the backup hears of one in four events.
  expect(small.events + 300 * ofABatch + 100 * (signalEvents + 4)).toBeLessThanOrEqual(3000);
  expect(ofABatch * batchesPerTerabyte).toBeLessThanOrEqual(3500);
}, 90_000);

it('a file takes at most 40 events, and 300 of them fit into payloads of 128 KiB', async () => {
  const many = await measure(12, 10 * mib);
  const more = many.files - small.files;
  expect((many.events - small.events) / more).toBeLessThanOrEqual(40);
  const bytesOfAFile = (many.largestPayloadBytes - small.largestPayloadBytes) / more;
  expect(small.largestPayloadBytes + 300 * bytesOfAFile).toBeLessThanOrEqual(128 * 1024);
}, 90_000);

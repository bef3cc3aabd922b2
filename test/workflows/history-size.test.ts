import fc from 'fast-check';
import { largestHeartbeatBytes } from '../../bench/history/largest-heartbeat';
import { measureBackup, type MeasuredBackup } from '../../bench/history/measure-backup';
import { modelHistory, projectHistory, type HistoryModel } from '../../bench/history/project-history';
import { openWorkflowLab, type WorkflowLab } from './workflow-lab';

const mib = 2 ** 20;
const gib = 2 ** 30;
const terabyte = 1e12;
const payloadLimit = 128 * 1024;

let lab: WorkflowLab;
let small: MeasuredBackup;
let manyFiles: MeasuredBackup;
let manyBatches: MeasuredBackup;
let model: HistoryModel;
beforeAll(async () => {
  lab = await openWorkflowLab();
  small = await measureBackup(lab, { fileCount: 1, fileBytes: 10 * mib });
  manyFiles = await measureBackup(lab, { fileCount: 12, fileBytes: 10 * mib });
  manyBatches = await measureBackup(lab, { fileCount: 1, fileBytes: 50 * gib });
  model = modelHistory({ small, manyFiles, manyBatches });
});
afterAll(() => lab.close());

test('a small backup takes at most 250 events', () => {
  expect(small).toMatchObject({ files: 2, batches: 2 });
  expect(small.events).toBeLessThanOrEqual(250);
});

test('a batch takes at most 7.5 events, a file at most 40', () => {
  expect(manyBatches.batches).toBe(101);
  expect(model.perBatch.events).toBeLessThanOrEqual(7.5);
  expect(model.perFile.events).toBeLessThanOrEqual(40);
});

test('the model says of a run that it was not made from what that run took', async () => {
  const shape = { fileCount: 3, fileBytes: 3 * gib };
  const run = await measureBackup(lab, shape);
  const projected = projectHistory(model, shape);
  expect(run.batches).toBe(projected.batches);
  // The projection leaves room for the most signals of progress, and for steps to come.
  expect(run.events).toBeLessThanOrEqual(projected.events);
  expect(run.events - run.progressEvents).toBeGreaterThan((projected.events - 1200) * 0.8);
});

test('a terabyte takes at most 5,000 events, in files of 40 GB and more', () => {
  for (const fileCount of [1, 4, 25])
    expect(projectHistory(model, { fileCount, fileBytes: terabyte / fileCount }).events).toBeLessThanOrEqual(5000);
});

test('a hundred terabytes take at most 3,500 events each, in files of 250 GB and more', () => {
  for (const fileCount of [100, 400]) {
    const { events } = projectHistory(model, { fileCount, fileBytes: (100 * terabyte) / fileCount });
    expect(events / 100).toBeLessThanOrEqual(3500);
  }
});

test('no payload is over 128 KiB with 450 files at most, and 1.5 TB in each', () => {
  const { manifestPayloadBytes } = projectHistory(model, { fileCount: 450, fileBytes: terabyte });
  const { batchListPayloadBytes } = projectHistory(model, { fileCount: 1, fileBytes: 1.5 * terabyte });
  expect(manifestPayloadBytes).toBeLessThanOrEqual(payloadLimit);
  expect(batchListPayloadBytes).toBeLessThanOrEqual(payloadLimit);
  for (const run of [small, manyFiles, manyBatches])
    expect(Math.max(...Object.values(run.payloadBytes))).toBeLessThanOrEqual(payloadLimit);
});

test('no heartbeat is over 128 KiB, whatever the size of the backup and of its parts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 100_000 }), (partMib, gigabytes) => {
      expect(largestHeartbeatBytes(gigabytes * 1e9, partMib * mib)).toBeLessThanOrEqual(payloadLimit);
    }),
  );
});

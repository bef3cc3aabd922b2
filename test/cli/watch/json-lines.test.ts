import { jsonLines } from '../../../src/cli/watch/json-lines';
import { copying, frame } from './frames';

const nowMs = Date.parse('2026-11-23T02:10:00.000Z');

function collect() {
  const written: string[] = [];
  const run = {
    backupId: copying.backupId,
    workflowId: 'sales-nightly',
    database: 'sales',
  };
  const view = jsonLines({ write: (text) => written.push(text) }, run, () => nowMs);
  return { view, lines: () => written.join('').trimEnd().split('\n') };
}

test('a line has the progress, the speed, and how the run stands against its deadline', () => {
  const { view, lines } = collect();
  view.show(frame.sight, 'redoubt');
  expect(lines().map((line) => JSON.parse(line))).toEqual([
    {
      type: 'progress',
      version: 1,
      at: '2026-11-23T02:10:00.000Z',
      backupId: copying.backupId,
      workflowId: 'sales-nightly',
      database: 'sales',
      status: 'running',
      bytesPerSecond: 61_200_000,
      waitsFor: null,
      unattendedSince: null,
      doneAbout: '2026-11-23T02:41:00.000Z',
      slackMs: 1_140_000,
      outlook: 'close',
      progress: copying,
    },
  ]);
});

test('what has not changed is no line; a note is one', () => {
  const { view, lines } = collect();
  view.show(frame.sight, 'redoubt');
  view.show(frame.sight, 'redoubt');
  view.note('Temporal does not answer');
  view.note('Temporal does not answer');
  view.show(frame.sight, 'redoubt');
  expect(lines().map((line) => (JSON.parse(line) as { type: string }).type)).toEqual(['progress', 'note', 'progress']);
});

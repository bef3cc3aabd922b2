import { addUp } from '../../activities/live-figures';

const sample = { threads: 2, levels: [{ level: 1, ratio: 0.3, bytesPerSecond: 190e6 }] };
const batch = { type: 'copyBatch', details: { bytesDone: 1000, bytesPerSecond: 10, sample } };
const small = { type: 'copyBatch', details: { bytesDone: 500, bytesPerSecond: 5 } };

it('batches in flight add up, and their samples come to one', () => {
  expect(addUp([batch, small])).toMatchObject({ bytesDone: 1500, bytesPerSecond: 15, sample });
});

it('a batch that has tried no other level tells of none', () => {
  expect(addUp([small])).toMatchObject({ bytesDone: 500, sample: null });
  expect(addUp([])).toEqual({
    bytesDone: 0,
    bytesPerSecond: null,
    exportPercent: null,
    undoRetentionS: null,
    sample: null,
  });
});

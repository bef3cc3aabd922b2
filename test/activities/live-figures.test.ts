import { addUp } from '../../activities/live-figures';

describe('what a backup is told of the work in flight', () => {
  it('adds up the batches in flight and those that have ended untold, also what regions lack of them', () => {
    const batch = { bytesDone: 100, bytesPerSecond: 10, missing: { london: { parts: 1, reason: 'too slow' } } };
    const figures = addUp(
      [
        { type: 'copyBatch', details: batch },
        { type: 'copyBatch', details: { ...batch, missing: {} } },
        { type: 'watchBackup', details: { bytesDone: 1_000_000 } },
      ],
      [
        { parts: 3, bytes: 300, missing: { london: { parts: 2, reason: 'down' }, oslo: { parts: 3, reason: 'down' } } },
        { parts: 1, bytes: 50 },
      ],
    );
    expect(figures).toEqual({
      bytesDone: 550,
      missingParts: { london: 3, oslo: 3 },
      bytesPerSecond: 20,
      exportPercent: null,
      undoRetentionS: null,
      sample: null,
    });
  });

  it('is nothing where nobody reports, and of an export its percentage', () => {
    expect(addUp([{ type: 'copyBatch', details: {} }], [])).toMatchObject({ bytesDone: 0, bytesPerSecond: null });
    expect(addUp([{ type: 'runExport', details: { percent: 41, undoRetentionS: 900 } }], [])).toMatchObject({
      exportPercent: 41,
      undoRetentionS: 900,
    });
  });

  it('are the samples of the batches, come to one, where any has tried another level', () => {
    const sample = { threads: 2, levels: [{ level: 1, ratio: 0.3, bytesPerSecond: 190e6 }] };
    const small = { type: 'copyBatch', details: { bytesDone: 500, bytesPerSecond: 5 } };
    const large = { type: 'copyBatch', details: { bytesDone: 1000, bytesPerSecond: 10, sample } };
    expect(addUp([large, small], [])).toMatchObject({ bytesDone: 1500, bytesPerSecond: 15, sample });
    expect(addUp([small], [])).toMatchObject({ bytesDone: 500, sample: null });
  });
});

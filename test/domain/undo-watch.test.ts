import { UndoWatch } from '../../src/domain/undo-watch';

describe('the undo of an export', () => {
  it('is not known before the export begins, nor where the database does not tell', () => {
    const untold = new UndoWatch();
    untold.begin(0);
    const unbegun = new UndoWatch();
    unbegun.learn(900);
    expect([untold.leftMs(1), untold.waitMs(1), unbegun.leftMs(1), unbegun.waitMs(1)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('runs out from the beginning of the attempt, and anew with the next one', () => {
    const watch = new UndoWatch();
    watch.learn(900);
    watch.begin(0);
    expect([watch.leftMs(300_000), watch.leftMs(1_000_000)]).toEqual([600_000, 0]);
    watch.begin(1_000_000);
    expect(watch.leftMs(1_000_000)).toBe(900_000);
  });

  it('is what the database said last; silence changes nothing', () => {
    const watch = new UndoWatch();
    watch.begin(0);
    for (const retentionS of [900, 400, null]) watch.learn(retentionS);
    expect(watch.leftMs(100_000)).toBe(300_000);
  });

  it('is looked at ten times, then no more', () => {
    const watch = new UndoWatch();
    watch.learn(900);
    watch.begin(0);
    expect([watch.waitMs(0), watch.waitMs(900_001)]).toEqual([90_000, null]);
  });
});

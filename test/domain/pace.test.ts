import fc from 'fast-check';
import { choosePace, expedite, startingPace, type PaceSight, type PaceState } from '../../src/domain/pace';

const minute = 60_000;

const sight = (change: Partial<PaceSight> = {}): PaceSight => ({
  nowMs: 0,
  deadlineMs: 60 * minute,
  left: { fastMs: 20 * minute, likelyMs: 30 * minute, slowMs: 40 * minute },
  steadyFactor: 2,
  undoLeftMs: null,
  exportLeft: null,
  ...change,
});
const left = (likelyMs: number) => ({ fastMs: likelyMs * 0.75, likelyMs, slowMs: likelyMs * 1.25 });

describe('the pace', () => {
  it('stays steady while even a slow course makes the deadline', () => {
    expect(choosePace(startingPace(0, false), sight()).decision).toBeUndefined();
  });

  it('rises when a slow course would miss it, and says with which figures', () => {
    const { state, decision } = choosePace(startingPace(0, false), sight({ deadlineMs: 35 * minute }));
    expect(state.pace).toBe('expedited');
    expect(decision?.because).toBe('2090 s are left, and the rest takes 1800 s, 2400 s when it goes badly');
  });

  it('rises before the undo runs out, deadline or not', () => {
    const { decision } = choosePace(
      startingPace(0, false),
      sight({ deadlineMs: null, undoLeftMs: 10 * minute, exportLeft: left(12 * minute) }),
    );
    expect(decision?.because).toMatch(/the undo lasts 600 s/);
  });

  it('falls again when the steady pace would make it with time to spare', () => {
    const fast = choosePace(startingPace(0, false), sight({ deadlineMs: 35 * minute })).state;
    const later = sight({ nowMs: 5 * minute, deadlineMs: 35 * minute, left: left(5 * minute) });
    expect(choosePace(fast, later).state.pace).toBe('steady');
  });

  it('does nothing without a deadline, or without a forecast', () => {
    expect(choosePace(startingPace(0, false), sight({ deadlineMs: null })).decision).toBeUndefined();
    expect(choosePace(startingPace(0, false), sight({ left: null })).decision).toBeUndefined();
  });
});

const anySight = fc
  .record({
    nowMs: fc.integer({ min: 0, max: 10_000 * minute }),
    deadlineMs: fc.option(fc.integer({ min: 0, max: 10_000 * minute })),
    likelyMs: fc.option(fc.integer({ min: 0, max: 10_000 * minute })),
    steadyFactor: fc.double({ min: 1, max: 10, noNaN: true }),
    undoLeftMs: fc.option(fc.integer({ min: 0, max: 1000 * minute })),
  })
  .map(({ likelyMs, ...rest }) =>
    sight({
      ...rest,
      left: likelyMs === null ? null : left(likelyMs),
      exportLeft: likelyMs === null ? null : left(likelyMs),
    }),
  );

describe('whatever is seen, the pace', () => {
  it('is never slower after somebody has asked for the fast one', () => {
    fc.assert(
      fc.property(fc.array(anySight), (sights) => {
        let state: PaceState = expedite(startingPace(0, false), 0);
        for (const each of sights) state = choosePace(state, each).state;
        expect(state.pace).toBe('expedited');
      }),
    );
  });

  it('slows down twice at most, and never within a minute of speeding up', () => {
    fc.assert(
      fc.property(fc.array(anySight, { maxLength: 60 }), (sights) => {
        let state: PaceState = startingPace(0, false);
        let fastSince = 0;
        let slowed = 0;
        for (const each of [...sights].sort((a, b) => a.nowMs - b.nowMs)) {
          const next = choosePace(state, each).state;
          if (state.pace === 'steady' && next.pace === 'expedited') fastSince = each.nowMs;
          if (state.pace === 'expedited' && next.pace === 'steady') {
            slowed += 1;
            expect(each.nowMs - fastSince).toBeGreaterThanOrEqual(minute);
          }
          state = next;
        }
        expect(slowed).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('makes the deadline where the rest fits at the fast pace’s measured speed', () => {
    const night = fc.record({
      workMs: fc.integer({ min: 5 * minute, max: 300 * minute }),
      gain: fc.double({ min: 1.2, max: 4, noNaN: true }),
      slackShare: fc.double({ min: 0.4, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(night, ({ workMs, gain, slackShare }) => {
        // `workMs` is what the work takes at the steady pace; looked at every ten seconds.
        const stepMs = 10_000;
        const deadlineMs = workMs * slackShare;
        fc.pre(workMs / gain + 3 * stepMs + 10_000 < deadlineMs);
        let state: PaceState = startingPace(0, false);
        let doneMs = 0;
        let nowMs = 0;
        for (; doneMs < workMs; nowMs += stepMs) {
          const speed = state.pace === 'steady' ? 1 : gain;
          const seen = sight({ nowMs, deadlineMs, left: left((workMs - doneMs) / speed), steadyFactor: gain });
          state = choosePace(state, seen).state;
          doneMs += stepMs * (state.pace === 'steady' ? 1 : gain);
        }
        expect(nowMs).toBeLessThanOrEqual(deadlineMs);
      }),
    );
  });
});

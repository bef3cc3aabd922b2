import fc from 'fast-check';
import { capOf, freePacing, stepPacing, type LineStep, type PacingState } from '../../src/transport/fair-pacing';

const line = (goodput: number, roundTripMs: number, flows = 2): LineStep => ({
  goodput,
  flows: Array.from({ length: flows }, () => ({ roundTripMs, minRoundTripMs: 80 })),
});
const capped = (total: number): PacingState => ({
  phase: 'capped',
  total,
  afterDrain: total,
  raised: 0,
  lowered: 0,
  recent: [total],
  aloneSteps: 0,
});

const settled: PacingState = { ...freePacing, recent: [20e6, 20e6, 20e6, 20e6] };

test('what was learnt outlives a moment with one flow or none, and no more', () => {
  for (const flows of [0, 1]) {
    let state: PacingState = capped(25e6);
    const totals = Array.from({ length: 6 }, () => capOf((state = stepPacing(state, line(25e6, 160, flows)))));
    expect(totals).toEqual([25e6, 25e6, 25e6, 25e6, null, null]);
  }
});

test.each([
  ['no queue: no cap', settled, 90, null],
  ['flows that have just begun: no cap', freePacing, 160, null],
  ['a queue that stands: below what arrives, so that it drains', settled, 160, 18.564e6],
  ['capped and no queue: a little more', capped(20e6), 82, 20.4e6],
  ['capped and the beginning of a queue: a little less', capped(20e6), 104, 19.2e6],
  ['capped and a queue: below what arrives', capped(20e6), 120, 18.48e6],
  ['a queue that has drained: nearly what it began with', { ...capped(18e6), afterDrain: 21e6, lowered: 1 }, 82, 21e6],
  ['capped and held by something else: as it is', capped(40e6), 82, 40e6],
] as const)('%s', (_what, state, roundTripMs, sum) => {
  const total = capOf(stepPacing(state, line(20e6, roundTripMs)));
  if (sum === null) expect(total).toBeNull();
  else expect(total).toBeCloseTo(sum, 0);
});

test('a queue that stays although we gave way is somebody else’s: the cap is let go', () => {
  let state: PacingState = settled;
  const phases: string[] = [];
  for (let i = 0; i < 10; i++) {
    state = stepPacing(state, line(20e6, 160));
    phases.push(state.phase);
  }
  expect(phases).toEqual([...Array.from({ length: 5 }, () => 'capped'), ...Array.from({ length: 5 }, () => 'free')]);
});

interface Fluid {
  readonly flows: number;
  readonly linkAt: (step: number) => number;
  readonly steps: number;
  /** What flows use of their caps: BBR slows down now and then, and there are pauses between requests. */
  readonly use?: number;
}

/** A link as a fluid: flows near their caps or greedy as BBR (a quarter over their share), a queue of a round trip's data. */
function simulate({ flows, linkAt, steps, use = 1 }: Fluid) {
  let state: PacingState = freePacing;
  let queue = 0;
  const seen: { readonly share: number; readonly ratio: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const link = linkAt(step);
    const sum = Math.min(use * (capOf(state) ?? Infinity), 1.25 * link);
    queue = Math.max(0, Math.min(link * 0.08, queue + sum - link));
    const carried = queue > 0 ? link : Math.min(sum, link);
    const roundTripMs = 80 + (queue / link) * 1000;
    state = stepPacing(state, line(carried, roundTripMs, flows));
    seen.push({ share: carried / link, ratio: roundTripMs / 80 });
  }
  return seen;
}

const mean = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0) / values.length;

test('flows of one line keep the queue of any link short, and use nearly all of it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 2, max: 32 }),
      fc.double({ min: 1e5, max: 1e9, noNaN: true }),
      fc.double({ min: 0.85, max: 1, noNaN: true }),
      (flows, link, use) => {
        const later = simulate({ flows, linkAt: () => link, steps: 120, use }).slice(20);
        expect(mean(later.map(({ share }) => share))).toBeGreaterThan(0.95);
        expect(mean(later.map(({ ratio }) => ratio))).toBeLessThan(1.25);
      },
    ),
  );
});

test('a link that gets four times as fast is found within a minute', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 32 }), (flows) => {
      const seen = simulate({ flows, linkAt: (step) => (step < 30 ? 25e6 : 100e6), steps: 120 });
      expect(mean(seen.slice(90).map(({ share }) => share))).toBeGreaterThan(0.9);
    }),
  );
});

test('on a short line what the hosts add to a round trip is no queue', () => {
  const near = { roundTripMs: 5, minRoundTripMs: 1 };
  expect(capOf(stepPacing(settled, { goodput: 20e6, flows: [near, near] }))).toBeNull();
});

test('whatever is measured, the caps leave a line nine tenths of the best that it carried in the last half minute', () => {
  const figures = fc.record({
    offered: fc.double({ min: 1e4, max: 1e8, noNaN: true }),
    roundTripMs: fc.double({ min: 80, max: 400, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(figures, { minLength: 3, maxLength: 60 }), (steps) => {
      let state: PacingState = freePacing;
      let cap = Infinity;
      const carried: number[] = [];
      for (const { offered, roundTripMs } of steps) {
        const goodput = Math.min(offered, cap);
        state = stepPacing(state, line(goodput, roundTripMs));
        carried.push(goodput);
        cap = capOf(state) ?? Infinity;
        const late = carried.slice(-3);
        if (late.length === 3) expect(cap).toBeGreaterThan(0.899 * mean(late));
      }
    }),
  );
});

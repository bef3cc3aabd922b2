import fc from 'fast-check';
import { freePacing, stepPacing, type PacedSocket, type PacingState } from '../../src/transport/fair-pacing';

const socket = (id: string, goodput: number, roundTripMs: number): PacedSocket => ({
  id,
  goodput,
  roundTripMs,
  minRoundTripMs: 80,
});
const capped = (total: number): PacingState => ({
  phase: 'capped',
  total,
  link: total,
  raised: 0,
  lowered: 0,
  recent: [total],
});

const settled: PacingState = { phase: 'free', restSteps: 0, recent: [20e6, 20e6, 20e6, 20e6] };

test('one flow alone, and none, are left to BBR', () => {
  for (const sockets of [[], [socket('a', 25e6, 160)]]) {
    expect(stepPacing(capped(25e6), sockets)).toEqual({ state: freePacing, caps: null });
  }
});

test.each([
  ['no queue: no cap', settled, 90, null],
  ['flows that have just begun: no cap', freePacing, 160, null],
  ['a queue that stands: below what arrives, so that it drains', settled, 160, 18e6],
  ['capped and no queue: a little more', capped(20e6), 82, 20.2e6],
  ['capped and the beginning of a queue: a little less than arrives', capped(20e6), 96, 19.6e6],
  ['capped and a queue: below what arrives', capped(20e6), 120, 18e6],
  ['capped and held by something else: as it is', capped(40e6), 160, 40e6],
] as const)('%s', (_what, state, roundTripMs, sum) => {
  const { caps } = stepPacing(state, [socket('a', 10e6, roundTripMs), socket('b', 10e6, roundTripMs)]);
  const total = caps === null ? null : [...caps.values()].reduce((all, cap) => all + cap, 0);
  if (sum === null) expect(total).toBeNull();
  else expect(total).toBeCloseTo(sum, 0);
});

test('a queue that stays although we gave way is somebody else’s: the cap is let go', () => {
  let state: PacingState = settled;
  const phases: string[] = [];
  for (let i = 0; i < 10; i++) {
    ({ state } = stepPacing(state, [socket('a', 10e6, 160), socket('b', 10e6, 160)]));
    phases.push(state.phase);
  }
  expect(phases).toEqual([...Array.from({ length: 5 }, () => 'capped'), ...Array.from({ length: 5 }, () => 'free')]);
});

/** A link as a fluid: flows at their caps or greedy as BBR (a quarter over their share), a queue of a round trip's data. */
function simulate({ flows, linkAt, steps }: { flows: number; linkAt: (step: number) => number; steps: number }) {
  let state: PacingState = freePacing;
  let caps: ReadonlyMap<string, number> | null = null;
  let queue = 0;
  const seen: { readonly share: number; readonly ratio: number }[] = [];
  for (let step = 0; step < steps; step++) {
    const link = linkAt(step);
    const offered = Array.from({ length: flows }, (_, i) =>
      Math.min(caps?.get(String(i)) ?? Infinity, (1.25 * link) / flows),
    );
    const sum = offered.reduce((all, each) => all + each, 0);
    queue = Math.max(0, Math.min(link * 0.08, queue + sum - link));
    const carried = queue > 0 ? link : Math.min(sum, link);
    const roundTripMs = 80 + (queue / link) * 1000;
    ({ state, caps } = stepPacing(
      state,
      offered.map((each, i) => socket(String(i), (each / sum) * carried, roundTripMs)),
    ));
    seen.push({ share: carried / link, ratio: roundTripMs / 80 });
  }
  return seen;
}

const mean = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0) / values.length;

test('flows of one line keep the queue of any link short, and use nearly all of it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 32 }), fc.double({ min: 1e5, max: 1e9, noNaN: true }), (flows, link) => {
      const later = simulate({ flows, linkAt: () => link, steps: 120 }).slice(20);
      expect(mean(later.map(({ share }) => share))).toBeGreaterThan(0.93);
      expect(mean(later.map(({ ratio }) => ratio))).toBeLessThan(1.25);
    }),
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
  const near = (id: string): PacedSocket => ({ id, goodput: 10e6, roundTripMs: 5, minRoundTripMs: 1 });
  expect(stepPacing(settled, [near('a'), near('b')]).caps).toBeNull();
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
        const flow = (id: string): PacedSocket => socket(id, goodput / 2, roundTripMs);
        const step = stepPacing(state, [flow('a'), flow('b')]);
        state = step.state;
        carried.push(goodput);
        cap = step.caps === null ? Infinity : [...step.caps.values()].reduce((all, each) => all + each, 0);
        const late = carried.slice(-3);
        if (late.length === 3) expect(cap).toBeGreaterThan(0.899 * mean(late));
      }
    }),
  );
});

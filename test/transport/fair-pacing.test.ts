import fc from 'fast-check';
import { freePacing, stepPacing, type PacedSocket, type PacingState } from '../../src/transport/fair-pacing';

const socket = (id: string, goodput: number, roundTripMs: number): PacedSocket => ({
  id,
  goodput,
  roundTripMs,
  minRoundTripMs: 80,
});
const capped = (total: number): PacingState => ({ phase: 'capped', total, raised: 0, lowered: 0, recent: [total] });

test('one flow alone, and none, are left to BBR', () => {
  for (const sockets of [[], [socket('a', 25e6, 160)]]) {
    expect(stepPacing(capped(25e6), sockets)).toEqual({ state: freePacing, caps: null });
  }
});

test.each([
  ['no queue: no cap', freePacing, 90, null],
  ['a queue that stands: a little below what arrives', freePacing, 160, 19e6],
  ['capped and no queue: a little more', capped(20e6), 82, 20.2e6],
  ['capped and the beginning of a queue: as it is', capped(20e6), 92, 20e6],
  ['capped and a queue: below what arrives', capped(20e6), 120, 19e6],
] as const)('%s', (_what, state, roundTripMs, sum) => {
  const { caps } = stepPacing(state, [socket('a', 10e6, roundTripMs), socket('b', 10e6, roundTripMs)]);
  const total = caps === null ? null : [...caps.values()].reduce((all, cap) => all + cap, 0);
  if (sum === null) expect(total).toBeNull();
  else expect(total).toBeCloseTo(sum, 0);
});

test('a queue that stays although we gave way is somebody else’s: the cap is let go', () => {
  let state: PacingState = freePacing;
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
      const settled = simulate({ flows, linkAt: () => link, steps: 120 }).slice(20);
      expect(mean(settled.map(({ share }) => share))).toBeGreaterThan(0.93);
      expect(mean(settled.map(({ ratio }) => ratio))).toBeLessThan(1.25);
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

test('the caps never sum below what the link carried in the last seconds, but for the back-off', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          goodput: fc.double({ min: 1e4, max: 1e8, noNaN: true }),
          rtt: fc.double({ min: 80, max: 400, noNaN: true }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      (steps) => {
        let state: PacingState = freePacing;
        for (const { goodput, rtt } of steps) {
          const step = stepPacing(state, [socket('a', goodput / 2, rtt), socket('b', goodput / 2, rtt)]);
          state = step.state;
          const sum = [...(step.caps?.values() ?? [])].reduce((all, cap) => all + cap, 0);
          if (step.caps !== null) expect(sum).toBeGreaterThanOrEqual(0.949 * goodput);
        }
      },
    ),
  );
});

import { MeasuredPaces } from '../../src/domain/measured-paces';

const minuteMs = 60_000;

describe('how much slower the steady pace is', () => {
  it('is taken to be twice until both paces were measured', () => {
    const paces = new MeasuredPaces();
    expect(paces.steadyFactor).toBe(2);
    paces.add('steady', 10, 2 * minuteMs);
    expect(paces.steadyFactor).toBe(2);
  });

  it('is what this run measured, by the last rate under each pace', () => {
    const paces = new MeasuredPaces();
    for (const rate of [20, 10]) paces.add('steady', rate, 2 * minuteMs);
    paces.add('expedited', 13, 2 * minuteMs);
    expect(paces.steadyFactor).toBeCloseTo(1.3);
  });

  it('is never less than one, and no rate counts that is unknown or still that of the pace before', () => {
    const paces = new MeasuredPaces();
    paces.add('steady', 10, 2 * minuteMs);
    paces.add('expedited', 5, 2 * minuteMs);
    paces.add('expedited', 50, minuteMs / 2);
    paces.add('expedited', null, 2 * minuteMs);
    expect(paces.steadyFactor).toBe(1);
  });
});

import { outlook, startingTiming, type Timing } from '../../src/domain/timing';

const at = '2026-11-24T03:00:00.000Z';
const timing = (change: Partial<Timing>): Timing => ({
  ...startingTiming,
  deadline: { at, policy: 'continue', startedLate: false },
  forecastAt: '2026-11-24T02:00:00.000Z',
  ...change,
});
const left = (minutes: number) => {
  const likelyMs = minutes * 60_000;
  return { export: null, copy: null, whole: { fastMs: likelyMs / 2, likelyMs, slowMs: likelyMs * 2 } };
};

describe('the outlook', () => {
  it.each([
    [20, 'on time'],
    [40, 'close'],
    [70, 'late'],
  ])('with %i minutes left of sixty is %s', (minutes, expected) => {
    expect(outlook(timing({ forecast: left(minutes) }))).toBe(expected);
  });

  it('is not known without a forecast, until the deadline passes: then it is late', () => {
    expect(outlook(timing({}))).toBeNull();
    expect(outlook(timing({ forecastAt: at }))).toBe('late');
    expect(outlook(timing({ forecastAt: at, forecast: left(0) }))).toBe('late');
  });
});

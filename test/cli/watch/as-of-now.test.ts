import { timingAsOf, withKnownPercent } from '../../../src/cli/watch/as-of-now';
import { finishTimes, outlook, slackMs } from '../../../src/domain/timing';
import { copying, frame } from './frames';

const { timing } = copying;
const madeMs = Date.parse(timing.forecastAt ?? '');
const hourMs = 3_600_000;

test('a forecast that holds is left alone', () => {
  expect(timingAsOf(timing, madeMs + 60_000, false)).toEqual(timing);
});

test('what should have been done by now is done now at the earliest, and so it gets later every second', () => {
  const late = timingAsOf(timing, madeMs + hourMs, false);
  expect(finishTimes(late)).toEqual({ fastMs: madeMs + hourMs, likelyMs: madeMs + hourMs, slowMs: madeMs + hourMs });
  expect([outlook(late), slackMs(late)]).toEqual(['late', -600_000]);
});

test('while it is paused all that was left is left, and the slack melts', () => {
  const paused = timingAsOf(timing, madeMs + 1_200_000, true);
  expect((slackMs(timing) ?? 0) - (slackMs(paused) ?? 0)).toBe(1_200_000);
});

test('without a forecast there is nothing to move', () => {
  const none = { ...timing, forecast: null, forecastAt: null };
  expect(timingAsOf(none, madeMs, true)).toBe(none);
});

describe('the percentage of an export', () => {
  const at = (exportPercent: number | null, attempt = 1) => ({
    ...frame.sight,
    progress: { ...copying, phase: 'export' as const, exportPercent, attempt },
  });

  test('stays when its job stands still', () => {
    expect(withKnownPercent(at(null), at(60)).progress.exportPercent).toBe(60);
    expect(withKnownPercent(at(0), at(60)).progress.exportPercent).toBe(60);
  });

  test('begins anew with a new attempt, and goes on as it is told', () => {
    expect(withKnownPercent(at(5, 2), at(60)).progress.exportPercent).toBe(5);
    expect(withKnownPercent(at(70), at(60)).progress.exportPercent).toBe(70);
    expect(withKnownPercent(at(0), undefined).progress.exportPercent).toBe(0);
  });
});

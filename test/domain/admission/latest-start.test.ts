import { latestStartMs } from '../../../src/domain/admission/asking';
import { startingTiming, type Timing } from '../../../src/domain/timing';

const deadline = { at: '2026-11-25T03:00:00.000Z', policy: 'continue', startedLate: false } as const;
const whole = { fastMs: 1_800_000, likelyMs: 3_600_000, slowMs: 7_200_000 };

it.each<[string, Timing, string | null]>([
  ['is the deadline less the likely duration', timing(), '2026-11-25T02:00:00.000Z'],
  [
    'is the same whenever the forecast was made',
    { ...timing(), forecastAt: '2026-11-25T01:30:00.000Z' },
    '2026-11-25T02:00:00.000Z',
  ],
  ['is the deadline where nothing is known to forecast from', { ...timing(), forecast: null }, deadline.at],
  ['is none without a deadline', { ...timing(), deadline: null }, null],
])('the latest start %s', (_, given, expected) => {
  const at = latestStartMs(given);
  expect(at === null ? null : new Date(at).toISOString()).toBe(expected);
});

function timing(): Timing {
  const forecast = { export: whole, copy: whole, whole };
  return { ...startingTiming, deadline, forecast, forecastAt: '2026-11-25T01:00:00.000Z' };
}

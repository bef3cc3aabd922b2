import fc from 'fast-check';
import { composeNotice } from '../../src/domain/notice';
import { dueAtEnd, dueNotices, mostForecastsToMiss, nothingTold, type NoticeEvent } from '../../src/domain/notices';
import { startingTiming, type Outlook, type Timing } from '../../src/domain/timing';

const startMs = Date.parse('2026-11-24T01:00:00Z');
const minute = 60_000;

/** A run that is due an hour after its start, as it stands at a minute. */
function timing(atMinute: number, outlook: Outlook | null, change: Partial<Timing['deadline'] & object> = {}): Timing {
  const at = new Date(startMs + 60 * minute).toISOString();
  const left = (60 - atMinute) * minute;
  const likelyMs = outlook === 'late' ? left + 10 * minute : left - 10 * minute;
  const slowMs = outlook === 'on time' ? likelyMs : left + 20 * minute;
  return {
    ...startingTiming,
    deadline: { at, policy: 'continue', startedLate: false, ...change },
    forecast: outlook === null ? null : { export: null, copy: null, whole: { fastMs: likelyMs, likelyMs, slowMs } },
    forecastAt: new Date(startMs + atMinute * minute).toISOString(),
  };
}

type Look = readonly [minute: number, outlook: Outlook | null, change?: Partial<Timing['deadline'] & object>];

function told(looks: readonly Look[]): readonly NoticeEvent[] {
  let state = nothingTold;
  return looks.flatMap(([at, outlook, change]) => {
    const step = dueNotices(state, timing(at, outlook, change), startMs + at * minute);
    state = step.state;
    return step.due;
  });
}

const later = { at: new Date(startMs + 180 * minute).toISOString() };
test.each<[string, readonly Look[], readonly NoticeEvent[]]>([
  [
    'a run that is on time tells nothing',
    [
      [1, null],
      [2, 'on time'],
      [50, 'close'],
    ],
    [],
  ],
  [
    'a run that began after its deadline says so once',
    [
      [1, null, { startedLate: true }],
      [2, 'on time', { startedLate: true }],
    ],
    ['started-late'],
  ],
  [
    'a forecast to miss is told once',
    [
      [1, 'late'],
      [2, 'late'],
      [3, 'close'],
      [4, 'late'],
    ],
    ['forecast-to-miss'],
  ],
  [
    'a forecast that came back to on time has recovered',
    [
      [1, 'late'],
      [2, 'close'],
      [3, 'on time'],
    ],
    ['forecast-to-miss', 'recovered'],
  ],
  [
    'a run that is close has not recovered, and is not late',
    [
      [1, 'close'],
      [2, 'on time'],
    ],
    [],
  ],
  [
    'a missed deadline is told once',
    [
      [59, 'late'],
      [60, 'late'],
      [70, 'late'],
    ],
    ['forecast-to-miss', 'missed'],
  ],
  ['a deadline that nothing was forecast for is missed all the same', [[61, null]], ['missed']],
  [
    'a deadline that was extended after it was missed is on time again',
    [
      [61, 'late'],
      [62, 'on time', later],
    ],
    ['missed', 'recovered'],
  ],
  [
    'each deadline can be missed',
    [
      [61, null],
      [200, null, later],
    ],
    ['missed', 'missed'],
  ],
])('%s', (_title, looks, expected) => {
  expect(told(looks)).toEqual(expected);
});

test('without a deadline nothing is told', () => {
  expect(dueNotices(nothingTold, startingTiming, startMs).due).toEqual([]);
});

test('whatever a forecast does, nothing is told twice in a row, recoveries follow bad news, and there is an end of it', () => {
  const looks = fc.array(fc.constantFrom<Outlook | null>('on time', 'close', 'late', null), { maxLength: 200 });
  fc.assert(
    fc.property(looks, (outlooks) => {
      const events = told(outlooks.map((outlook, i) => [i / 2, outlook]));
      const forecasts = events.filter((event) => event === 'forecast-to-miss').length;
      const recoveries = events.filter((event) => event === 'recovered').length;
      expect(forecasts).toBeLessThanOrEqual(mostForecastsToMiss);
      expect(recoveries).toBeLessThanOrEqual(forecasts);
      expect(events.every((event, i) => i === 0 || event !== events[i - 1])).toBe(true);
      expect(events.filter((event) => event === 'missed')).toHaveLength(outlooks.length > 120 ? 1 : 0);
    }),
  );
});

test('a failure is news, a cancel is not, and a sealed backup is where the run before it failed', () => {
  const plan = { events: [], failedBefore: null };
  expect(dueAtEnd('failed', null)).toEqual(['failed']);
  expect(dueAtEnd('cancelled', plan)).toEqual([]);
  expect(dueAtEnd('sealed', plan)).toEqual([]);
  expect(dueAtEnd('sealed', { ...plan, failedBefore: 'b0' })).toEqual(['recovered']);
});

const run = { database: 'sales', backupId: 'b1', workflowId: 'w1', firstExecutionRunId: 'r1' };
const facts = { count: 1, atMs: startMs, timing: timing(1, 'late'), outcome: null, error: null };

test('a person understands the text without looking anything up', () => {
  expect(composeNotice(run, { ...facts, event: 'forecast-to-miss' }).text).toBe(
    'The backup of sales, due 2026-11-24 02:00Z, will be late: it will be done about 2026-11-24 02:10Z, 10 min after the deadline (backup b1, workflow w1).',
  );
  const error = { code: 'SPACE_SHORT', message: 'USERS is full', hint: 'Free space.' };
  expect(composeNotice(run, { ...facts, event: 'failed', outcome: 'failed', error }).text).toBe(
    'The backup of sales failed: SPACE_SHORT: USERS is full (backup b1, workflow w1). Free space.',
  );
  expect(composeNotice(run, { ...facts, event: 'recovered', outcome: 'sealed', failedBefore: 'b0' }).text).toBe(
    'The backup of sales is sealed (backup b1, workflow w1); the run before it, b0, had failed.',
  );
});

test('every notice has a text, with a deadline and a forecast or without', () => {
  for (const event of ['started-late', 'forecast-to-miss', 'missed', 'failed', 'recovered'] as const) {
    for (const given of [null, startingTiming, timing(1, null), timing(1, 'late')]) {
      expect(composeNotice(run, { ...facts, event, timing: given }).text).toMatch(/^The backup of sales[ ,].*b1/);
    }
  }
});

test('a notice carries deadline, forecast, slack and outlook', () => {
  expect(composeNotice(run, { ...facts, event: 'forecast-to-miss' })).toMatchObject({
    id: 'b1-forecast-to-miss-1',
    deadline: '2026-11-24T02:00:00.000Z',
    forecast: { likely: '2026-11-24T02:10:00.000Z' },
    slackMs: -600_000,
    outlook: 'late',
  });
});

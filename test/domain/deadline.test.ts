import fc from 'fast-check';
import { resolveDeadline, type Deadline } from '../../src/domain/deadline';
import { parseExtension } from '../../src/domain/extend-deadline';

const startedAtMs = Date.parse('2026-11-24T01:05:00Z');
const scheduledAtMs = Date.parse('2026-11-24T01:00:00Z');
const configured = { within: 'PT2H', policy: 'settle' } as const;

describe('the deadline of a run', () => {
  it.each<[string, Parameters<typeof resolveDeadline>[0], Deadline | null]>([
    ['is none where nobody gives one', { startedAtMs }, null],
    [
      'is the configuration’s, from the start',
      { startedAtMs, configured },
      { at: '2026-11-24T03:05:00.000Z', policy: 'settle', startedLate: false },
    ],
    [
      'counts from the time of the schedule: a late start eats the slack',
      { startedAtMs, configured, scheduledAtMs },
      { at: '2026-11-24T03:00:00.000Z', policy: 'settle', startedLate: false },
    ],
    [
      'counts from the start, and says so, where the schedule’s has passed',
      { startedAtMs: scheduledAtMs + 3 * 3600_000, configured, scheduledAtMs },
      { at: '2026-11-24T06:00:00.000Z', policy: 'settle', startedLate: true },
    ],
    [
      'is the request’s before the configuration’s, with the configured policy',
      { startedAtMs, configured, requested: { deadline: 'PT30M' } },
      { at: '2026-11-24T01:35:00.000Z', policy: 'settle', startedLate: false },
    ],
    [
      'is an instant in any zone',
      { startedAtMs, requested: { deadline: '2026-11-24T04:00:00+02:00', policy: 'fail' } },
      { at: '2026-11-24T02:00:00.000Z', policy: 'fail', startedLate: false },
    ],
  ])('%s', (_, question, expected) => {
    expect(resolveDeadline(question)).toEqual(expected);
  });

  it('is refused where the instant has passed, with both times', () => {
    expect(() => resolveDeadline({ startedAtMs, requested: { deadline: '2026-11-24T01:00:00Z' } })).toThrow(
      /2026-11-24T01:00:00Z had passed when the run began \(2026-11-24T01:05:00.000Z\)/,
    );
  });

  it('is missed by a policy without one', () => {
    expect(() => resolveDeadline({ startedAtMs, requested: { policy: 'fail' } })).toThrow(/no deadline/);
  });

  it('always lies after the start', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), fc.integer({ min: -1e8, max: 1e8 }), (minutes, offset) => {
        const deadline = resolveDeadline({
          startedAtMs,
          scheduledAtMs: startedAtMs + offset,
          requested: { deadline: `PT${minutes}M` },
        });
        expect(Date.parse(deadline?.at ?? '')).toBeGreaterThan(startedAtMs);
      }),
    );
  });
});

describe('an extension', () => {
  const deadline: Deadline = { at: '2026-11-24T03:00:00.000Z', policy: 'fail', startedLate: false };
  const nowMs = Date.parse('2026-11-24T02:00:00Z');
  const due = (order: unknown): string | undefined => {
    const extension = parseExtension(order, deadline, nowMs);
    return typeof extension === 'string' ? undefined : new Date(extension.dueMs).toISOString();
  };

  it.each([
    [{ by: 'PT30M' }, '2026-11-24T03:30:00.000Z'],
    [{ deadline: 'PT30M' }, '2026-11-24T02:30:00.000Z'],
    ['PT30M', '2026-11-24T02:30:00.000Z'],
    [{ deadline: '2026-11-24T05:00:00Z' }, '2026-11-24T05:00:00.000Z'],
  ])('%j is due %s', (order, at) => {
    expect(due(order)).toBe(at);
  });

  it.each([[undefined], [{}], [{ by: 'soon' }], [{ by: 'PT0S' }], [{ deadline: '2026-11-24T01:00:00Z' }], [17]])(
    '%j is answered in words',
    (order) => {
      expect(parseExtension(order, deadline, nowMs)).toEqual(expect.stringMatching(/give|passed|length/));
    },
  );
});

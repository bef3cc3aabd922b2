import fc from 'fast-check';
import type { Asking } from '../../../src/domain/admission/asking';
import {
  ask,
  compareAsking,
  emptyLedger,
  grantTurns,
  hold,
  leave,
  type Ledger,
} from '../../../src/domain/admission/ledger';
import { placeOf } from '../../../src/domain/admission/place';
import { askingOf } from './asking-of';

const allOf = (askings: readonly Asking[]): Ledger => askings.reduce(ask, emptyLedger);
const allWell = { atOnce: 1, trouble: null };
const order = ({ waiting }: Ledger): readonly string[] => waiting.map(({ backupId }) => backupId);

describe('the order of turns', () => {
  it.each<[string, readonly Asking[], readonly string[]]>([
    [
      'is by the latest start',
      [askingOf('b', { latestStartMs: 2 }), askingOf('c', { latestStartMs: 3 }), askingOf('a', { latestStartMs: 1 })],
      ['a', 'b', 'c'],
    ],
    [
      'puts those without a deadline last',
      [askingOf('none'), askingOf('due', { latestStartMs: 1e15 })],
      ['due', 'none'],
    ],
    [
      'is first come, first served among equals',
      [askingOf('second', { askedAtMs: 2 }), askingOf('first', { askedAtMs: 1 })],
      ['first', 'second'],
    ],
    [
      'puts whom somebody expedited first, with or without a deadline',
      [askingOf('due', { latestStartMs: 1 }), askingOf('hurried', { isExpedited: true })],
      ['hurried', 'due'],
    ],
    [
      'is by the latest start among the expedited too',
      [
        askingOf('none', { isExpedited: true }),
        askingOf('late', { isExpedited: true, latestStartMs: 9 }),
        askingOf('soon', { isExpedited: true, latestStartMs: 8 }),
      ],
      ['soon', 'late', 'none'],
    ],
  ])('%s', (_, askings, expected) => {
    expect(order(allOf(askings))).toEqual(expected);
  });

  it('follows the newest word of a run: another deadline, haste, a pause', () => {
    const before = allOf([askingOf('a', { latestStartMs: 1 }), askingOf('b', { latestStartMs: 2 })]);
    expect(order(ask(before, askingOf('b', { latestStartMs: 0 })))).toEqual(['b', 'a']);
    expect(order(ask(before, askingOf('b', { isExpedited: true })))).toEqual(['b', 'a']);
    const paused = ask(before, askingOf('a', { latestStartMs: 1, isPaused: true }));
    expect(order(paused)).toEqual(['a', 'b']);
    expect(grantTurns(paused, 1).granted).toEqual([{ workflowId: 'b', backupId: 'b' }]);
    expect(placeOf(paused, 'b', allWell).before).toBe(0);
  });
});

describe('a turn', () => {
  it('is not given twice to a run that asks again', () => {
    const { ledger } = grantTurns(allOf([askingOf('a')]), 1);
    expect(ask(ledger, askingOf('a'))).toBe(ledger);
    expect(placeOf(ledger, 'a', allWell)).toMatchObject({ isGranted: true, before: null });
  });

  it('that was found out takes its run off the list, and counts once', () => {
    const found = hold(allOf([askingOf('a'), askingOf('b')]), [askingOf('b'), askingOf('c'), askingOf('c')]);
    expect(order(found)).toEqual(['a']);
    expect(found.held.map(({ backupId }) => backupId)).toEqual(['b', 'c']);
  });

  it('that was found out is there when its run asks again', () => {
    const ledger = ask(hold(emptyLedger, [askingOf('runs')]), askingOf('runs'));
    expect(placeOf(ledger, 'runs', allWell).isGranted).toBe(true);
    expect(leave(ledger, 'runs')).toEqual(emptyLedger);
  });

  it('is not assumed of a run that has asked, or asks afterwards', () => {
    const silent = { workflowId: 'silent', backupId: 'silent', isAssumed: true } as const;
    const asked = hold(allOf([askingOf('silent')]), [silent]);
    expect(asked).toEqual(allOf([askingOf('silent')]));
    const assumed = hold(emptyLedger, [silent]);
    expect(assumed.held).toEqual([silent]);
    expect(ask(assumed, askingOf('silent'))).toEqual(asked);
    expect(leave(assumed, 'silent')).toEqual(emptyLedger);
  });

  it('is not given while more run than there is room for', () => {
    const { ledger } = grantTurns(allOf([askingOf('a'), askingOf('b'), askingOf('c')]), 2);
    expect(grantTurns(ledger, 1).granted).toEqual([]);
    expect(grantTurns(leave(ledger, 'a'), 2).granted).toHaveLength(1);
  });

  it('of a run that is not known is neither given nor waited for', () => {
    expect(placeOf(emptyLedger, 'a', allWell)).toMatchObject({ isGranted: false, before: null });
  });
});

const anyName = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h');
const anyAsking = fc.record({
  name: anyName,
  latestStartMs: fc.option(fc.integer({ min: 0, max: 5 })),
  isExpedited: fc.boolean(),
  isPaused: fc.boolean(),
  askedAtMs: fc.integer({ min: 0, max: 5 }),
});
const anyStep = fc.oneof(
  {
    weight: 3,
    arbitrary: anyAsking.map(({ name, ...rest }) => ({ kind: 'ask' as const, asking: askingOf(name, rest) })),
  },
  anyName.map((backupId) => ({ kind: 'leave' as const, backupId })),
  fc.record({ name: anyName, isAssumed: fc.boolean() }).map(({ name, isAssumed }) => ({
    kind: 'find' as const,
    turn: { workflowId: name, backupId: name, ...(isAssumed ? { isAssumed } : {}) },
  })),
  fc.integer({ min: 0, max: 4 }).map((capacity) => ({ kind: 'grant' as const, capacity })),
);

test('whatever comes in whatever order, no run stands twice, the list is in order, and no more run than there is room for', () => {
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), (steps) => {
      let ledger = emptyLedger;
      for (const step of steps) {
        const before = ledger;
        if (step.kind === 'ask') ledger = ask(ledger, step.asking);
        if (step.kind === 'find') ledger = hold(ledger, [step.turn]);
        if (step.kind === 'leave') ledger = leave(ledger, step.backupId);
        if (step.kind === 'grant') {
          const { granted, ...after } = grantTurns(ledger, step.capacity);
          ledger = after.ledger;
          expect(ledger.held.length).toBeLessThanOrEqual(Math.max(before.held.length, step.capacity));
          // Nobody who could run is left waiting beside a free lane.
          const ready = ledger.waiting.filter(({ isPaused }) => !isPaused);
          if (ledger.held.length < step.capacity) expect(ready).toEqual([]);
          const last = before.waiting.find(({ backupId }) => backupId === granted.at(-1)?.backupId);
          if (last !== undefined) for (const waits of ready) expect(compareAsking(last, waits)).toBeLessThan(0);
        }
        const known = [...ledger.held, ...ledger.waiting].map(({ backupId }) => backupId);
        expect(new Set(known).size).toBe(known.length);
        expect(ledger.waiting).toEqual(ledger.waiting.toSorted(compareAsking));
      }
    }),
  );
});

test('asking twice is asking once', () => {
  fc.assert(
    fc.property(fc.array(anyAsking, { maxLength: 20 }), anyAsking, (others, { name, ...rest }) => {
      const ledger = allOf(others.map(({ name, ...rest }) => askingOf(name, rest)));
      const once = ask(ledger, askingOf(name, rest));
      expect(ask(once, askingOf(name, rest))).toEqual(once);
    }),
  );
});

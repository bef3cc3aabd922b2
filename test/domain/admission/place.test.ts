import { ask, emptyLedger, hold } from '../../../src/domain/admission/ledger';
import { describeStanding, placeOf } from '../../../src/domain/admission/place';
import { askingOf } from './asking-of';

const ledger = [askingOf('a'), askingOf('b', { isPaused: true }), askingOf('c'), askingOf('d')].reduce(
  ask,
  hold(emptyLedger, [askingOf('x'), askingOf('y')]),
);
const allWell = { atOnce: 2, trouble: null };

it.each([
  ['a run that waits, past one that is paused', 'c', 'place 2 of 3; 2 of 2 backups run'],
  ['a paused run, which has a place too', 'b', 'place 2 of 4; 2 of 2 backups run'],
  ['a run that is not on the list', 'z', '2 of 2 backups run'],
])('the place of %s', (_, backupId, said) => {
  expect(describeStanding(placeOf(ledger, backupId, allWell))).toBe(said);
});

it('why nobody gets a turn is said instead of how many run', () => {
  const trouble = 'who had a turn before is not known';
  expect(describeStanding(placeOf(ledger, 'a', { ...allWell, trouble }))).toBe(`place 1 of 3; ${trouble}`);
});

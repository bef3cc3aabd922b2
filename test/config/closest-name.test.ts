import { closestName } from '../../src/config/closest-name';

test.each([
  ['pasword', 'password'],
  ['frankfrut', 'frankfurt'],
  ['minCopys', 'minCopies'],
  ['REGIONS', 'regions'],
])('%s probably means %s', (written, meant) => {
  expect(closestName(written, ['password', 'user', 'frankfurt', 'minCopies', 'regions'])).toBe(meant);
});

test.each(['', 'x', 'paris', 'deadline'])('%j means none of them', (written) => {
  expect(closestName(written, ['london', 'ab', 'password'])).toBeUndefined();
});

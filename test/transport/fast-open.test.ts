import { FastOpenTrust } from '../../src/transport/fast-open';

test('the only address of a name may have Fast Open, one of several when it has answered', () => {
  const trust = new FastOpenTrust();
  expect(trust.mayUse('192.0.2.1', false)).toBe(true);
  expect(trust.mayUse('192.0.2.1', true)).toBe(false);
  trust.answered('192.0.2.1');
  expect(trust.mayUse('192.0.2.1', true)).toBe(true);
});

test('an address that failed is connected to in the ordinary way for ten minutes', () => {
  let now = 0;
  const trust = new FastOpenTrust(() => now);
  trust.answered('192.0.2.1');
  trust.failed('192.0.2.1');
  now = 599_999;
  expect(trust.mayUse('192.0.2.1', false)).toBe(false);
  now = 600_000;
  expect(trust.mayUse('192.0.2.1', false)).toBe(true);
});

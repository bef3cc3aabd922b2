import fc from 'fast-check';
import { hostSettingNames, isSameValue, wantedValue } from '../../src/transport/wanted-settings';

const controls = { available: ['reno', 'cubic', 'bbr'], byDefault: 'cubic' };
const [wmem, rmem, fastOpen, allowed, byDefault] = hostSettingNames;

test.each<[string, string, string | undefined]>([
  [wmem, '4096 16384 4194304', '4096 16384 16777216'],
  [wmem, '4096 16384 16777216', undefined],
  [rmem, '4096 131072 33554432', undefined],
  [rmem, 'what is this', undefined],
  [fastOpen, '0', '1'],
  [fastOpen, '1026', '1027'],
  [fastOpen, '3', undefined],
  [fastOpen, '', undefined],
  [allowed, 'reno cubic', 'reno cubic bbr'],
  [allowed, 'reno bbr', 'reno bbr cubic'],
  [allowed, 'bbr cubic reno', undefined],
  [byDefault, 'cubic', 'bbr'],
  [byDefault, 'bbr', undefined],
  ['net.core.default_qdisc', 'fq_codel', undefined],
])('%s: %s becomes %s', (name, value, wanted) => {
  expect(wantedValue(name, value, controls)).toBe(wanted);
});

test('without BBR in the kernel no congestion control is set', () => {
  const without = { available: ['reno', 'cubic'], byDefault: 'cubic' };
  expect([allowed, byDefault].map((name) => wantedValue(name, 'cubic', without))).toEqual([undefined, undefined]);
});

test('a maximum is never lowered, no bit is taken away, and what is set is then good', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 2 ** 30 }), (bits, maximum) => {
      const triple = `4096 16384 ${maximum}`;
      const buffer = wantedValue(wmem, triple, controls) ?? triple;
      expect(Number(buffer.split(' ')[2])).toBeGreaterThanOrEqual(maximum);
      const opened = wantedValue(fastOpen, String(bits), controls) ?? String(bits);
      expect(Number(opened) & bits).toBe(bits);
      expect([wantedValue(wmem, buffer, controls), wantedValue(fastOpen, opened, controls)]).toEqual([
        undefined,
        undefined,
      ]);
    }),
  );
});

test('the order in which the kernel lists controls does not matter', () => {
  expect(isSameValue(allowed, 'reno bbr', 'bbr reno')).toBe(true);
  expect(isSameValue(wmem, '1 2 3', '3 2 1')).toBe(false);
});

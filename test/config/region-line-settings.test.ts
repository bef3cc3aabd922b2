import { parseConfig } from '../../src/config/load-config';
import { regionLineSettings } from '../../src/config/region-line-settings';
import { regionSettings } from '../../src/config/region-settings';
import { exampleConfig } from './example-config';

const withLine = (fields: string): string =>
  exampleConfig.replace('bucket: redoubt-virginia,', `bucket: redoubt-virginia, ${fields},`);

test('sockets to a region are as configured, and by default sixteen without a limit', () => {
  const config = parseConfig(withLine('connections: 4, bandwidth: 200Mbit/s, notSentLowWater: 131072'), 'redoubt.yaml');
  expect(regionLineSettings(config, 'virginia')).toEqual({
    connections: 4,
    limitBytesPerSecond: 25_000_000,
    notSentLowWaterBytes: 131_072,
  });
  expect(regionLineSettings(config, 'london')).toEqual({ connections: 16 });
  expect(regionSettings(config, 'virginia', {})).toEqual({
    name: 'virginia',
    jurisdiction: 'US',
    region: 'us-east-1',
    bucket: 'redoubt-virginia',
    prefix: '',
  });
});

test.each([
  ['bandwidth: fast', 'such as 200Mbit/s'],
  ['connections: 65', 'connections'],
  ['notSentLowWater: 1', 'notSentLowWater'],
])('%s is refused', (field, message) => {
  expect(() => parseConfig(withLine(field), 'redoubt.yaml')).toThrow(message);
});

test('acceleration is for sockets unless something else is asked for', () => {
  expect(parseConfig(exampleConfig, 'redoubt.yaml').acceleration).toEqual({ scope: 'socket' });
  const host = parseConfig(`${exampleConfig}acceleration: { scope: host }\n`, 'redoubt.yaml');
  expect(host.acceleration.scope).toBe('host');
  expect(() => parseConfig(`${exampleConfig}acceleration: { scope: all }\n`, 'redoubt.yaml')).toThrow('scope');
});

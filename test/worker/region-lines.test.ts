import { parseConfig } from '../../src/config/load-config';
import { configuredSettings } from '../../src/worker/configured-settings';
import { exampleConfig } from '../config/example-config';

const config = parseConfig(
  exampleConfig.replace('bucket: redoubt, prefix: prod,', 'bucket: redoubt, prefix: prod, bandwidth: 8MB/s,'),
  'redoubt.yaml',
);

test('a region that is opened has a line of its own, once a process', () => {
  const settings = configuredSettings(config, {});
  expect(settings.lines.size).toBe(0);
  expect(settings.region('sales', 'frankfurt')).toBe(settings.region('sales', 'frankfurt'));
  expect([...settings.lines.keys()]).toEqual(['frankfurt']);
  expect(settings.lines.get('frankfurt')?.report()).toMatchObject({
    region: 'frankfurt',
    connections: 16,
    limitBytesPerSecond: 8_000_000,
    proxied: false,
  });
  settings.close();
  expect(settings.lines.size).toBe(0);
});

test('where Node is told to use a proxy, sockets are left to it', () => {
  const proxied = (env: Record<string, string>): boolean | undefined => {
    const settings = configuredSettings(config, env);
    settings.region('sales', 'frankfurt');
    const report = settings.lines.get('frankfurt')?.report();
    settings.close();
    return report?.proxied;
  };
  expect(proxied({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://proxy:3128' })).toBe(true);
  expect(proxied({ NODE_OPTIONS: '--use-env-proxy', http_proxy: 'http://proxy:3128' })).toBe(true);
  expect(proxied({ HTTPS_PROXY: 'http://proxy:3128' })).toBe(false);
  expect(proxied({ NODE_USE_ENV_PROXY: '1', NO_PROXY: 'example.com' })).toBe(false);
});

test('a database’s target tells whose sockets its driver opens', async () => {
  const settings = configuredSettings(config, { SALES_PASSWORD: 'tiger' });
  const target = settings.target('sales');
  expect(await target.watchConnect?.('sales', () => Promise.resolve('opened'))).toBe('opened');
  const reading = settings.databaseLines.line('sales').read();
  if (reading !== undefined) expect(reading.counters.connectionsOpened).toBe(0);
  settings.close();
});

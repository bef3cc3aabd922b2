import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig, parseConfig } from '../../src/config/load-config';
import { BackupError } from '../../src/errors';
import { exampleConfig } from './example-config';

const refusalOf = (text: string): BackupError => {
  try {
    parseConfig(text, 'redoubt.yaml');
  } catch (error) {
    if (error instanceof BackupError) return error;
    throw error;
  }
  throw new Error('the configuration was taken');
};

/** The example with one piece of it replaced. */
const changed = (from: string, to: string): string => {
  expect(exampleConfig).toContain(from);
  return exampleConfig.replace(from, to);
};

test('a whole configuration is taken, with its defaults', () => {
  const config = parseConfig(exampleConfig, 'redoubt.yaml');
  expect(config.databases['sales']).toMatchObject({ maxDuration: 'PT24H', export: { method: 'datapump' } });
  expect(config.regions['london']?.prefix).toBe('');
  expect(config.compressionLevel).toBe(1);
});

describe('one slip gets its code, its line and its field', () => {
  test.each([
    [
      'password:',
      'pasword:',
      'CONFIG_INVALID',
      /^redoubt.yaml:7: databases.sales.pasword: unknown field; did you mean "password"\?/m,
    ],
    ['minCopies: 2', 'minCopies: 3', 'CONFIG_INVALID', /:12: databases.sales.copies.minCopies: 3 copies need as many/],
    ['minCopies: 2', 'minCopies: two', 'CONFIG_INVALID', /:12: databases.sales.copies.minCopies: .*expected number/],
    ['minCopies: 2', 'minCopies: 2\n      partSize: 65M', 'CONFIG_INVALID', /:13: .*copies.partSize: from 1M to 64M/],
    ['[london, frankfurt]', '[london, london]', 'CONFIG_INVALID', /"london" is there twice/],
    [
      '[london, frankfurt]',
      '[london, frankfrut]',
      'UNKNOWN_REGION',
      /:11: .*no region "frankfrut"; did you mean "frankfurt"\?/,
    ],
    ['[london, frankfurt]', '[london, paris]', 'UNKNOWN_REGION', /there are london, frankfurt, virginia/],
    [
      '[london, frankfurt]',
      '[london, virginia]',
      'JURISDICTION_REFUSED',
      /"virginia" is in US; copies of sales may lie in EU, UK only/,
    ],
    [
      'jurisdictions: [EU, UK]',
      'retention: { daily: 7 }',
      'NOT_BUILT_YET',
      /:8: databases.sales.retention: is not built yet/,
    ],
    ['jurisdictions: [EU, UK]', 'deadline: { within: soon }', 'CONFIG_INVALID', /:8: databases.sales.deadline.within/],
    ['installation: prod', 'notifications: {}', 'CONFIG_INVALID', /:2: notifications.webhook: is missing/],
    [
      'installation: prod',
      'notifications: { webhook: { url: "http://example.com", secret: { env: S } } }',
      'CONFIG_INVALID',
      /:2: notifications.webhook.url: an https address without a password in it \(http only to localhost/,
    ],
    [
      'installation: prod',
      'notifications: { webhook: { url: "https://a:b@example.com", secret: { env: S } } }',
      'CONFIG_INVALID',
      /webhook.url: an https address without a password/,
    ],
    [
      'installation: prod',
      'notifications: { webhook: { url: "https://example.com", secret: whsec_x } }',
      'CONFIG_INVALID',
      /webhook.secret: a secret is not written here but named/,
    ],
    [
      'installation: prod',
      'notifications: { webhook: { url: "https://example.com" } }',
      'CONFIG_INVALID',
      /webhook.secret: is missing/,
    ],
    [
      'installation: prod',
      'notifications: { webhook: { url: "https://example.com", secret: { env: S }, events: [late] } }',
      'CONFIG_INVALID',
      /webhook.events.0: .*forecast-to-miss/,
    ],
    [
      '{ env: SALES_PASSWORD }',
      'tiger',
      'CONFIG_INVALID',
      /:7: databases.sales.password: a secret is not written here but named/,
    ],
    [
      'mode: schema',
      'mode: shema',
      'CONFIG_INVALID',
      /:9: databases.sales.export.mode: .*'schema' \| 'full' \| 'tables'/,
    ],
    ['schemas: [SALES], ', '', 'CONFIG_INVALID', /:9: databases.sales.export.schemas: is missing/],
    ['  sales:', '  Sales:', 'CONFIG_INVALID', /:4: databases.Sales: a name has lower case/],
    [
      'jurisdictions: [EU, UK]',
      'maxDuration: P1M',
      'CONFIG_INVALID',
      /:8: databases.sales.maxDuration: in weeks, days/,
    ],
    ['64fdmsupxpst', '64fdmsupxpsx', 'CONFIG_INVALID', /:24: encryption.recipients.0: .*no age recipient/],
    [
      'bucket: redoubt-virginia',
      'bucket: redoubt-virginia, secretAccessKey: { env: A }',
      'CONFIG_INVALID',
      /:21: regions.virginia: .*belong together/,
    ],
    [
      'region: us-east-1, bucket: redoubt-virginia',
      'region: x, bucket: redoubt-london',
      'CONFIG_INVALID',
      /the same endpoint, bucket and prefix as region "london"/,
    ],
    ['signing: { key: { file: keys/signing } }', '', 'CONFIG_INVALID', /signing: is missing/],
    [
      'installation: prod',
      'metrics: { address: "localhost:9464" }',
      'CONFIG_INVALID',
      /:2: metrics.address: an IP address and a port/,
    ],
    ['installation: prod', 'installation: production', 'CONFIG_INVALID', /:2: installation: one to eight/],
  ])('%s -> %s', (from, to, code, message) => {
    const error = refusalOf(changed(from, to));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  test('no recipient', () => {
    const text = exampleConfig.slice(0, exampleConfig.indexOf('encryption:')) + 'signing: { key: { file: k } }\n';
    expect(refusalOf(text).code).toBe('NO_RECIPIENT');
  });

  test('a database that lists regions outside its jurisdictions is refused for each of them', () => {
    const error = refusalOf(changed('jurisdictions: [EU, UK]', 'jurisdictions: [CH]'));
    expect(error.message.match(/may lie in CH only/g)).toHaveLength(2);
  });
});

test('a value that should have been a reference is never repeated', () => {
  expect(refusalOf(changed('{ env: SALES_PASSWORD }', 'tiger')).message).not.toContain('tiger');
});

test('everything that is wrong is said at once, in the order of lines, cross-checks too', () => {
  const text = changed('installation: prod', 'instalation: prod')
    .replace('user: REDOUBT', 'user: REDOUBT\n    retention: { daily: 7 }')
    .replace('[london, frankfurt]', '[london, paris]');
  const error = refusalOf(text);
  expect(error.code).toBe('CONFIG_INVALID');
  expect(error.message.split('\n')).toEqual([
    'redoubt.yaml has 3 errors:',
    '  line 2: instalation: unknown field; did you mean "installation"?',
    '  line 7: databases.sales.retention: is not built yet',
    '  line 12: databases.sales.copies.regions.1: there is no region "paris"; there are london, frankfurt, virginia',
  ]);
});

test('what is not YAML is refused with line and column', () => {
  expect(refusalOf('databases: {\n  sales: [\n').message).toMatch(/^redoubt.yaml:\d+:\d+: not valid YAML/);
  expect(refusalOf('installation: a\ninstallation: b\n').message).toMatch(/^redoubt.yaml:2:1: .*unique/);
});

test.each(['', '[]', 'sales', 'null'])('a file that holds %j is refused', (text) => {
  expect(refusalOf(text).code).toBe('CONFIG_INVALID');
});

test('only YAML 1.2: no and on are strings, not switches', () => {
  expect(refusalOf(changed('installation: prod', 'temporal2: no')).message).toContain('temporal2');
  expect(parseConfig(changed('installation: prod', 'installation: no'), 'f').installation).toBe('no');
});

describe('the file that counts', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'redoubt-config-'));
    mkdirSync(join(folder, 'here'));
    mkdirSync(join(folder, 'state/redoubt/sandbox'), { recursive: true });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const at = (path: string): string => join(folder, path);
  const write = (path: string, installation: string): void =>
    writeFileSync(at(path), changed('installation: prod', `installation: ${installation}`));

  test('is --config, else redoubt.yaml in this folder, else the running sandbox’s', () => {
    const place = { cwd: at('here'), env: { XDG_STATE_HOME: at('state') } };
    expect(() => loadConfig(place)).toThrow(
      `there is no configuration: looked for ${at('here/redoubt.yaml')} and ${at('state/redoubt/sandbox/redoubt.yaml')}`,
    );
    write('state/redoubt/sandbox/redoubt.yaml', 'sandbox');
    expect(loadConfig(place).config.installation).toBe('sandbox');
    write('here/redoubt.yaml', 'here');
    expect(loadConfig(place).config.installation).toBe('here');
    write('given.yaml', 'given');
    expect(loadConfig({ ...place, path: '../given.yaml' })).toMatchObject({
      path: at('given.yaml'),
      config: { installation: 'given' },
    });
  });

  test('that is given and not there is not replaced by another', () => {
    write('here/redoubt.yaml', 'here');
    const place = { cwd: at('here'), env: {}, path: 'no.yaml' };
    expect(() => loadConfig(place)).toThrow(`there is no configuration: looked for ${at('here/no.yaml')}`);
  });

  test('of a sandbox elsewhere is found by REDOUBT_SANDBOX_DIR', () => {
    write('here/redoubt.yaml', 'other');
    const env = { REDOUBT_SANDBOX_DIR: at('here') };
    expect(loadConfig({ cwd: folder, env }).config.installation).toBe('other');
  });

  test('gives its folder to the paths in it', () => {
    write('given.yaml', 'given');
    const { config } = loadConfig({ cwd: at('here'), env: {}, path: at('given.yaml') });
    expect(config.signing.key.file).toBe(at('keys/signing'));
    expect(config.regions['london']?.secretAccessKey).toEqual({ file: at('london.secret') });
    expect(config.databases['sales']?.password).toEqual({ env: 'SALES_PASSWORD' });
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { databaseTarget } from '../../src/config/database-target';
import { installationTag } from '../../src/config/installation-tag';
import { parseConfig } from '../../src/config/load-config';
import { regionSettings } from '../../src/config/region-settings';
import { resolveSecret } from '../../src/config/secrets';
import { temporalSettings } from '../../src/config/temporal-settings';
import { exampleConfig } from './example-config';

const config = parseConfig(exampleConfig, 'redoubt.yaml');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'redoubt-secrets-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('a secret', () => {
  test('comes from its variable or its file, without the newline at the end', () => {
    const file = join(folder, 'password');
    writeFileSync(file, 'ti ger\n');
    expect(resolveSecret({ env: 'PASSWORD' }, { PASSWORD: 'lion' })).toBe('lion');
    expect(resolveSecret({ file }, {})).toBe('ti ger');
  });

  test('that is missing or empty is refused by the name of its variable or file', () => {
    const file = join(folder, 'empty');
    writeFileSync(file, '\n');
    expect(() => resolveSecret({ env: 'PASSWORD' }, {})).toThrow('the environment variable PASSWORD is not set');
    expect(() => resolveSecret({ env: 'PASSWORD' }, { PASSWORD: '' })).toThrow('PASSWORD is empty');
    expect(() => resolveSecret({ file }, {})).toThrow(`the file ${file} is empty`);
    expect(() => resolveSecret({ file: '/no/such' }, {})).toThrow('cannot read the file /no/such (ENOENT)');
  });
});

test('a database’s target has its password', () => {
  expect(databaseTarget(config, 'sales', { SALES_PASSWORD: 'tiger' })).toEqual({
    name: 'sales',
    connectString: 'db1.example.com:1521/SALES',
    user: 'REDOUBT',
    password: 'tiger',
  });
});

test('an unknown database or region is refused with those there are', () => {
  expect(() => databaseTarget(config, 'sale', {})).toThrow('there is no database "sale" in the configuration; did you');
  expect(() => databaseTarget(config, 'constructor', {})).toThrow('there are sales');
  expect(() => regionSettings(config, 'paris', {})).toThrow('there are london, frankfurt, virginia');
});

test('a region’s settings have credentials where they are configured, and else none', () => {
  const secretFile = join(folder, 'london.secret');
  writeFileSync(secretFile, 's3cr3t\n');
  const withFile = parseConfig(exampleConfig.replace('london.secret', secretFile), 'redoubt.yaml');
  expect(regionSettings(withFile, 'london', { LONDON_ID: 'id' })).toEqual({
    name: 'london',
    jurisdiction: 'UK',
    region: 'eu-west-2',
    bucket: 'redoubt-london',
    prefix: '',
    credentials: { accessKeyId: 'id', secretAccessKey: 's3cr3t' },
  });
  expect(regionSettings(config, 'frankfurt', {})).toEqual({
    name: 'frankfurt',
    jurisdiction: 'EU',
    endpoint: 'https://s3.example.com',
    region: 'eu-central-1',
    bucket: 'redoubt',
    prefix: 'prod',
  });
});

describe('the installation’s tag', () => {
  const untagged = parseConfig(exampleConfig.replace('installation: prod\n', ''), 'redoubt.yaml');

  test('is what is configured, in upper case', () => {
    expect(installationTag(config, {})).toBe('PROD');
  });

  test('is else a digest of Temporal’s address and namespace, fit for a name in Oracle', () => {
    expect(installationTag(untagged, {})).toMatch(/^[A-Z0-9]{8}$/);
    expect(installationTag(untagged, { TEMPORAL_ADDRESS: 'other:1' })).toBe(installationTag(untagged, {}));
    const elsewhere = { ...untagged, temporal: { ...untagged.temporal, namespace: 'other' } };
    expect(installationTag(elsewhere, {})).not.toBe(installationTag(untagged, {}));
  });
});

describe('Temporal’s settings', () => {
  const bare = { temporal: { taskQueue: 'redoubt' } };

  test('come from the profile file of `temporal` too, after its variables', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'redoubt-profile-')), 'temporal.toml');
    writeFileSync(file, '[profile.default]\naddress = "profile:7233"\nnamespace = "nights"\n');
    const env = { TEMPORAL_CONFIG_FILE: file };
    expect(temporalSettings(bare, env)).toMatchObject({ address: 'profile:7233', namespace: 'nights' });
    expect(temporalSettings(bare, { ...env, TEMPORAL_ADDRESS: 'cloud:7233' }).address).toBe('cloud:7233');
  });

  test('come from the configuration, then from the variables that `temporal` reads, then its defaults', () => {
    const env = { TEMPORAL_ADDRESS: 'cloud:7233', TEMPORAL_NAMESPACE: 'prod' };
    expect(temporalSettings(bare, {})).toEqual({
      address: 'localhost:7233',
      namespace: 'default',
      taskQueue: 'redoubt',
    });
    expect(temporalSettings(bare, env)).toMatchObject({ address: 'cloud:7233', namespace: 'prod' });
    expect(temporalSettings(config, env)).toMatchObject({ address: 'localhost:7233', namespace: 'default' });
  });

  test('an API key or a certificate turns TLS on, unless it is turned off', () => {
    expect(temporalSettings(bare, { TEMPORAL_API_KEY: 'key' })).toMatchObject({ apiKey: 'key', tls: true });
    expect(temporalSettings(bare, { TEMPORAL_API_KEY: 'key', TEMPORAL_TLS: 'false' }).tls).toBeUndefined();
    expect(temporalSettings(bare, { TEMPORAL_TLS: 'true' }).tls).toBe(true);
    const pair = { TEMPORAL_TLS_CLIENT_CERT_DATA: 'crt', TEMPORAL_TLS_CLIENT_KEY_DATA: 'key' };
    expect(temporalSettings(bare, pair).tls).toEqual({
      clientCertPair: { crt: Buffer.from('crt'), key: Buffer.from('key') },
    });
    expect(() => temporalSettings(bare, { TEMPORAL_TLS_CLIENT_CERT_DATA: 'crt' })).toThrow('belong together');
  });

  test('an API key that is named in the configuration must be there', () => {
    const withKey = { temporal: { taskQueue: 'redoubt', apiKey: { env: 'KEY' } } };
    expect(() => temporalSettings(withKey, { TEMPORAL_API_KEY: 'other' })).toThrow('KEY is not set');
  });
});

import { join } from 'node:path';
import type { BackupResult } from '../../src/domain/backup-result';
import { describeError, type ErrorCode } from '../../src/errors';
import { withSession } from '../../src/oracle/session';
import type { Fault } from '../../src/sandbox/oracle/faults';
import { systemTarget } from '../../src/sandbox/system-target';
import { collectCli } from '../cli/collected-io';
import { openBackupLab, type BackupLab, type LabConfig } from '../harness/backup-lab';
import { failureOf } from '../harness/failed-run';
import { redoubt } from '../harness/redoubt-command';
import { waitFor } from '../harness/wait-for';

interface Refusal {
  readonly code: ErrorCode;
  /** What a person has to read in the message, and in the hint. */
  readonly names: RegExp;
  readonly hint?: RegExp;
}

/** Databases of the configuration that each have one thing wrong; all are the one stand-in. */
const wrongDatabases: Readonly<Record<string, Refusal & { readonly change: (config: LabConfig) => LabConfig }>> = {
  'wrong-password': {
    code: 'DATABASE_LOGIN_REFUSED',
    names: /wrong-password: cannot log in: ORA-01017/,
    hint: /password/,
    change: (config) => changed(config, { password: config.regions['london']?.['secretAccessKey'] }),
  },
  'no-secret': {
    code: 'SECRET_MISSING',
    names: /LAB_NO_SUCH_VARIABLE/,
    change: (config) => changed(config, { password: { env: 'LAB_NO_SUCH_VARIABLE' } }),
  },
  'no-directory': {
    code: 'DIRECTORY_MISSING',
    names: /REDOUBT sees no directory object NOWHERE_DIR/,
    hint: /CREATE .*DIRECTORY "?NOWHERE_DIR.*GRANT READ, WRITE ON DIRECTORY "?NOWHERE_DIR/s,
    change: (config) => withExport(config, { directory: 'NOWHERE_DIR' }),
  },
  'lost-path': {
    code: 'DIRECTORY_UNUSABLE',
    names: /lost-path: cannot start the export: .*never-made.*No such file or directory/,
    hint: /path of the directory object/,
    change: (config) => withExport(config, { directory: 'LOST_DIR' }),
  },
  'no-schema': {
    code: 'SCHEMA_MISSING',
    names: /REDOUBT sees no schema SALEZ/,
    hint: /dictionary/,
    change: (config) => withExport(config, { schemas: ['SALEZ'] }),
  },
  'no-table': {
    code: 'SCHEMA_MISSING',
    names: /no table SALES\.ORDERZ/,
    change: (config) => withExport(config, { mode: 'tables', schemas: undefined, tables: ['SALES.ORDERZ'] }),
  },
  'no-bucket': {
    code: 'BUCKET_MISSING',
    names: /region oslo: .*s3:\/\/nowhere\//,
    hint: /Create the bucket/,
    change: (config) => withRegion(config, 'oslo', { bucket: 'nowhere' }),
  },
  'wrong-secret-key': {
    code: 'REGION_CREDENTIALS_REFUSED',
    names: /region bergen: .*SignatureDoesNotMatch/,
    hint: /credentials/,
    change: (config) =>
      withRegion(config, 'bergen', { secretAccessKey: config.regions['london']?.['secretAccessKey'] }),
  },
};

const changed = (config: LabConfig, change: object): LabConfig => ({
  ...config,
  databases: { sales: { ...sales(config), ...change } },
});

const withExport = (config: LabConfig, change: object): LabConfig =>
  changed(config, { export: { ...sales(config).export, ...change } });

/** A third region that is like stockholm, but for one thing. */
function withRegion(config: LabConfig, name: string, change: object): LabConfig {
  const like = config.regions['stockholm'];
  if (like === undefined) throw new RangeError('the sandbox has no stockholm');
  return {
    ...changed(config, { copies: { regions: ['london', 'frankfurt', name], minCopies: 2 } }),
    regions: { ...config.regions, [name]: { ...like, prefix: name, ...change } },
  };
}

function sales(config: LabConfig): LabConfig['databases'][string] {
  const database = config.databases['sales'];
  if (database === undefined) throw new RangeError('the sandbox has no database sales');
  return database;
}

/** What is wrong with the database itself, or the user, while a fault is set. */
const wrongStates: readonly (Refusal & { readonly what: string; readonly fault: Fault })[] = [
  {
    what: 'a locked account',
    fault: { kind: 'refuse-login', error: 28000 },
    code: 'DATABASE_LOGIN_REFUSED',
    names: /sales: cannot log in: ORA-28000/,
    hint: /ALTER USER REDOUBT ACCOUNT UNLOCK/,
  },
  {
    what: 'no CREATE SESSION',
    fault: { kind: 'refuse-login', error: 1045 },
    code: 'PRIVILEGE_MISSING',
    names: /ORA-01045/,
    hint: /GRANT CREATE SESSION TO REDOUBT/,
  },
  {
    what: 'no CREATE TABLE',
    fault: { kind: 'missing-privilege', privilege: 'CREATE TABLE' },
    code: 'PRIVILEGE_MISSING',
    names: /sales: REDOUBT lacks CREATE TABLE/,
    hint: /GRANT CREATE TABLE TO REDOUBT/,
  },
  {
    what: 'no role for the export of another schema',
    fault: { kind: 'missing-privilege', privilege: 'DATAPUMP_EXP_FULL_DATABASE' },
    code: 'PRIVILEGE_MISSING',
    names: /lacks role DATAPUMP_EXP_FULL_DATABASE/,
    hint: /GRANT DATAPUMP_EXP_FULL_DATABASE TO REDOUBT/,
  },
  {
    what: 'no WRITE on the directory',
    fault: { kind: 'missing-privilege', privilege: 'WRITE ON DIRECTORY REDOUBT_DIR' },
    code: 'PRIVILEGE_MISSING',
    names: /lacks WRITE on directory REDOUBT_DIR/,
    hint: /GRANT WRITE ON DIRECTORY "?REDOUBT_DIR"? TO REDOUBT/,
  },
  {
    what: 'a standby',
    fault: { kind: 'standby' },
    code: 'DATABASE_NOT_WRITABLE',
    names: /sales is PHYSICAL STANDBY, open mode READ ONLY/,
    hint: /snapshot standby/,
  },
];

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({ configure: addWrongDatabases });
  const to = join(lab.sandbox.directory, 'oracle', 'never-made');
  await withSession(systemTarget(lab.sandbox.state), {}, async (session) => {
    const doing = { doing: 'make LOST_DIR' };
    await session.run(`CREATE DIRECTORY LOST_DIR AS '${to}'`, {}, doing);
    await session.run('GRANT READ, WRITE ON DIRECTORY LOST_DIR TO REDOUBT', {}, doing);
  });
  await lab.worker('a');
});
afterAll(() => lab.close());

function addWrongDatabases(config: LabConfig): void {
  const original = structuredClone(config);
  for (const [name, { change }] of Object.entries(wrongDatabases)) {
    // A copy: YAML would write one object that is named twice as an alias.
    const wrong = structuredClone(change(original));
    config.databases[name] = sales(wrong);
    Object.assign(config.regions, wrong.regions);
  }
  config.databases['no-service'] = {
    ...sales(structuredClone(original)),
    connectString: String(sales(config)['connectString']).replace(/\/.*$/, '/NOWHERE'),
  };
}

/** What the command line says, and what Temporal alone shows of the same run. */
async function expectRefused(database: string, { code, names, hint = /./ }: Refusal): Promise<void> {
  const command = await lab.inProcess('backup', 'start', database, '--wait', '--json');
  const said = JSON.parse(command.stdout) as BackupResult;
  expect(said).toMatchObject({ outcome: 'failed', leftBehind: [], error: { code } });
  expect(said.error?.message).toMatch(names);
  expect(said.error?.hint).toMatch(hint);
  expect(command.exitCode).toBe(describeError(code).exitCode);

  const failed = await failureOf(lab.client.workflow.getHandle(said.workflowId));
  expect(failed).toMatchObject({ code, message: expect.stringMatching(names), retried: [] });
  expect(failed.result).toEqual(said);
}

describe('what a person has to mend ends the backup at once, and says what it is', () => {
  it.each(Object.entries(wrongDatabases))('%s', async (database, refusal) => {
    await expectRefused(database, refusal);
    expect(await lab.leftInDatabase()).toEqual([]);
  });

  it.each(wrongStates)('$what', async ({ fault, ...refusal }) => {
    await lab.sandbox.oracle.addFault(fault);
    try {
      await expectRefused('sales', refusal);
    } finally {
      await lab.sandbox.oracle.clearFaults();
    }
    expect(await lab.leftInDatabase()).toEqual([]);
  });
});

describe('a request', () => {
  const requests: readonly [unknown, ErrorCode, RegExp][] = [
    [null, 'INVALID_REQUEST', /JSON object/],
    ['sales', 'INVALID_REQUEST', /JSON object/],
    [{}, 'INVALID_REQUEST', /database/],
    [{ database: 7 }, 'INVALID_REQUEST', /database: .*string/],
    [{ database: 'sales', databse: 'sales' }, 'INVALID_REQUEST', /databse/],
    [{ database: 'sales', retention: 'P7D' }, 'NOT_BUILT_YET', /retention/],
    [{ database: 'sales', deadline: '2020-01-01T00:00:00Z' }, 'INVALID_REQUEST', /2020-01-01T00:00:00Z had passed/],
    [{ database: 'salse' }, 'UNKNOWN_DATABASE', /"salse".*sales/s],
  ];
  it.each(requests)('%j is refused', async (request, code, names) => {
    const failed = await failureOf(await lab.start(request));
    expect(failed).toMatchObject({ code, message: expect.stringMatching(names), retried: [] });
  });
});

it('a database that is not configured is refused by the command line before anything is started', async () => {
  const refused = await lab.redoubt('backup', 'start', 'salse', '--wait', '--json');
  expect(refused.exitCode).toBe(describeError('UNKNOWN_DATABASE').exitCode);
  expect(JSON.parse(refused.stdout)).toMatchObject({
    error: { code: 'UNKNOWN_DATABASE', message: expect.stringContaining('"salse"') },
  });
});

describe('a configuration', () => {
  const wrongConfigs: readonly [string, Refusal, (config: LabConfig) => void][] = [
    [
      'an unknown field',
      { code: 'CONFIG_INVALID', names: /:\d+: databases\.sales\.copies\.minCopiez: .*minCopies/ },
      (config) => Object.assign(sales(config).copies, { minCopiez: 2 }),
    ],
    [
      'a wrong type',
      { code: 'CONFIG_INVALID', names: /databases\.sales\.export\.parallel/ },
      (config) => Object.assign(sales(config).export, { parallel: 'many' }),
    ],
    [
      'a field that is not built yet',
      { code: 'NOT_BUILT_YET', names: /databases\.sales\.retention/ },
      (config) => Object.assign(sales(config), { retention: { daily: 7 } }),
    ],
    [
      'an unknown region',
      { code: 'UNKNOWN_REGION', names: /"stokholm".*stockholm/ },
      (config) => Object.assign(sales(config).copies, { regions: ['london', 'stokholm'] }),
    ],
    [
      'a region outside the jurisdictions',
      { code: 'JURISDICTION_REFUSED', names: /"london" is in UK; copies of sales may lie in EU only/ },
      (config) => Object.assign(sales(config), { jurisdictions: ['EU'] }),
    ],
    [
      'no recipient',
      { code: 'NO_RECIPIENT', names: /no recipient/, hint: /redoubt keygen/ },
      (config) => Object.assign(config.encryption, { recipients: [] }),
    ],
    [
      'a Temporal that does not answer',
      { code: 'TEMPORAL_UNREACHABLE', names: /127\.0\.0\.1:1/, hint: /temporal\.address/ },
      (config) => Object.assign(config.temporal, { address: '127.0.0.1:1' }),
    ],
  ];

  it.each(wrongConfigs)('%s is refused by whoever reads it', async (name, { code, names, hint = /./ }, change) => {
    const path = lab.writeConfig(name.replaceAll(/\W/g, '-'), change);
    const directory = lab.sandbox.directory;
    const { exitCode } = describeError(code);
    const [started, worker] = await Promise.all([
      collectCli(['backup', 'start', 'sales', '--wait', '--json', '--config', path], { env: process.env }),
      redoubt(['worker', '--json', '--config', path], directory),
    ]);
    for (const refused of [started, worker]) {
      const { error } = JSON.parse(refused.stdout) as { error: { code: string; message: string; hint: string } };
      expect([refused.exitCode, error.code]).toEqual([exitCode, code]);
      expect(error.message).toMatch(names);
      expect(error.hint).toMatch(hint);
    }
  });
});

it('a service that the listener does not know yet is tried again, and can be cancelled', async () => {
  const handle = await lab.start({ database: 'no-service' });
  const failure = await waitFor('a second try', async () => {
    const { raw } = await handle.describe();
    const pending = raw.pendingActivities?.find(({ attempt }) => (attempt ?? 0) > 1);
    return pending?.lastFailure ?? undefined;
  });
  expect(failure.applicationFailureInfo?.type).toBe('DATABASE_UNREACHABLE');
  await handle.cancel();
  await expect(handle.result()).rejects.toThrow(/cancelled/i);
});

it('after all of that a backup of the same database runs as ever', async () => {
  const result = (await (await lab.start()).result()) as BackupResult;
  expect(result).toMatchObject({ outcome: 'sealed', leftBehind: [], repairWorkflowId: null });
  expect(await lab.leftInDatabase()).toEqual([]);
});

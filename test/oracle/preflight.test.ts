import type { BackupPlan } from '../../src/domain/backup-plan';
import { inspectDatabase } from '../../src/oracle/preflight';
import { withSession } from '../../src/oracle/session';
import { exportPlan } from './export-plan';
import { openOracleLab, type OracleLab } from './oracle-lab';

const inspect = (lab: OracleLab, change: Partial<BackupPlan['export']> = {}) =>
  withSession(lab.target, {}, (session) => inspectDatabase(session, exportPlan(lab.directory, change)));

describe('the preflight', () => {
  it('collects what a restore in five years needs to know', async () => {
    await using lab = await openOracleLab();
    const { facts, parallel } = await inspect(lab, { parallel: 4 });
    expect(parallel).toBe(4);
    expect(facts).toMatchObject({
      version: expect.stringMatching(/^19\./),
      edition: 'Enterprise Edition',
      role: 'PRIMARY',
      openMode: 'READ WRITE',
      characterSet: 'AL32UTF8',
      timeZoneFileVersion: expect.any(Number),
      clustered: false,
      encryptedTablespaces: [],
      encryptedColumns: 0,
      estimatedBytes: expect.any(Number),
      undoRetentionS: expect.any(Number),
      directory: lab.directory,
      directoryPath: lab.path,
    });
    expect(facts.estimatedBytes).toBeGreaterThan(0);
  });

  it.each([
    { role: 'PHYSICAL STANDBY', openMode: 'READ ONLY WITH APPLY' },
    { role: 'PRIMARY', openMode: 'READ ONLY' },
  ] as const)('refuses a database that is %j', async (settings) => {
    await using lab = await openOracleLab(settings);
    await expect(inspect(lab)).rejects.toMatchObject({
      code: 'DATABASE_NOT_WRITABLE',
      message: expect.stringContaining(`${settings.role}, open mode READ ONLY`),
    });
  });

  it('takes a snapshot standby, which is open for writing', async () => {
    await using lab = await openOracleLab({ role: 'SNAPSHOT STANDBY' });
    await expect(inspect(lab)).resolves.toMatchObject({ facts: { role: 'SNAPSHOT STANDBY' } });
  });

  it('names every missing privilege at once, with the statements that give them', async () => {
    await using lab = await openOracleLab();
    const user = lab.target.user.toUpperCase();
    for (const privilege of ['CREATE TABLE', 'DATAPUMP_EXP_FULL_DATABASE', `WRITE ON DIRECTORY ${lab.directory}`]) {
      lab.faults.add({ kind: 'missing-privilege', privilege });
    }
    await expect(inspect(lab)).rejects.toMatchObject({
      code: 'PRIVILEGE_MISSING',
      hint: expect.stringMatching(
        new RegExp(
          `GRANT DATAPUMP_EXP_FULL_DATABASE TO ${user};.*GRANT CREATE TABLE TO ${user};.*GRANT WRITE ON DIRECTORY ${lab.directory} TO ${user};`,
        ),
      ),
    });
  });

  it('names a directory object that is not there, and how to make it', async () => {
    await using lab = await openOracleLab();
    await expect(inspect(lab, { directory: 'NO_SUCH_DIR' })).rejects.toMatchObject({
      code: 'DIRECTORY_MISSING',
      message: expect.stringContaining('NO_SUCH_DIR'),
      hint: expect.stringContaining('CREATE DIRECTORY NO_SUCH_DIR AS'),
    });
  });

  it('names a schema that is not there, and guesses at its spelling', async () => {
    await using lab = await openOracleLab();
    await expect(inspect(lab, { scope: { mode: 'schema', schemas: ['SALES', 'sales'] } })).rejects.toMatchObject({
      code: 'SCHEMA_MISSING',
      message: expect.stringMatching(/no schema sales \(the dictionary may spell it SALES\)/),
    });
  });

  it('names tables that are not there', async () => {
    await using lab = await openOracleLab();
    const scope = { mode: 'tables' as const, tables: [`SALES.${lab.table}`, 'SALES.NO_SUCH_TABLE'] };
    await expect(inspect(lab, { scope })).rejects.toMatchObject({
      code: 'SCHEMA_MISSING',
      message: expect.stringMatching(/no table SALES\.NO_SUCH_TABLE$/),
    });
  });

  it.each([['SYS'], ['SYSTEM']])('refuses Oracle’s own schema %s', async (schema) => {
    await using lab = await openOracleLab();
    await expect(inspect(lab, { scope: { mode: 'schema', schemas: [schema] } })).rejects.toHaveProperty(
      'code',
      'SCHEMA_MISSING',
    );
  });

  it('takes one process where the edition has no parallel export, and says so', async () => {
    await using lab = await openOracleLab({ edition: 'SE2' });
    const { parallel, warnings } = await inspect(lab, { parallel: 4 });
    expect(parallel).toBe(1);
    expect(warnings).toContainEqual(expect.stringContaining('degree 1 instead of 4'));
  });

  it('warns where TDE is in use that the dump files lie in clear', async () => {
    await using lab = await openOracleLab({ tdeTablespaces: true });
    const { facts, warnings } = await inspect(lab);
    expect(facts.encryptedTablespaces.length).toBeGreaterThan(0);
    expect(warnings).toContainEqual(expect.stringContaining('lie in clear'));
  });

  it('warns on RAC that the export stays on one instance', async () => {
    await using lab = await openOracleLab({ clustered: true });
    expect((await inspect(lab)).warnings).toContainEqual(expect.stringContaining('RAC'));
  });

  it('says what mode schema leaves out', async () => {
    await using lab = await openOracleLab();
    expect((await inspect(lab)).warnings).toContainEqual(expect.stringContaining('public synonyms'));
  });

  it('gives for one’s own schema what every user may read, and says what is not known', async () => {
    await using lab = await openOracleLab();
    const own = { ...lab, target: lab.schemaOwner };
    const { facts, warnings } = await inspect(own);
    expect(facts.estimatedBytes).toBeGreaterThan(0);
    expect(facts.dbid).toBeNull();
    expect(warnings).toContainEqual(expect.stringMatching(/^not known.*V\$DATABASE/));
  });
});

import { applySetup, type SetupStep } from '../../src/oracle/apply-setup';
import { inspectDatabase } from '../../src/oracle/preflight';
import { withSession } from '../../src/oracle/session';
import { setupStatements } from '../../src/oracle/setup-sql';
import { exportPlan } from './export-plan';
import { openOracleLab } from './oracle-lab';

const statements = setupStatements({
  user: 'NIGHTWATCH',
  tablespace: 'USERS',
  quota: '100M',
  directory: 'NIGHT_DIR',
  directoryPath: '/tmp',
  scope: { mode: 'schema', schemas: ['SALES'] },
  platform: { rds: false },
});
const password = "p&ss'w$&rd-1";

describe('setting a database up', () => {
  it('makes a user that the preflight takes; a second time changes nothing', async () => {
    await using lab = await openOracleLab();
    const apply = () =>
      withSession(lab.dba, {}, async (session) => {
        const shown: SetupStep[] = [];
        const steps = await applySetup(session, statements, password, (step) => void shown.push(step));
        expect(shown).toEqual(steps);
        return steps;
      });
    const first = await apply();
    expect(first.map(({ outcome }) => outcome)).toEqual(statements.map(() => 'done'));
    expect(JSON.stringify(first)).not.toContain(password);
    expect((await apply()).map(({ outcome }) => outcome)).toEqual(statements.map(() => 'was there'));

    const target = { ...lab.target, user: 'nightwatch', password };
    const inspection = withSession(target, {}, (session) => inspectDatabase(session, exportPlan('NIGHT_DIR')));
    await expect(inspection).resolves.toMatchObject({ facts: { directoryPath: '/tmp' } });
  });

  it('by a user who may not says so', async () => {
    await using lab = await openOracleLab();
    const apply = withSession(lab.target, {}, (session) => applySetup(session, statements, password, () => undefined));
    await expect(apply).rejects.toMatchObject({ code: 'PRIVILEGE_MISSING' });
  });
});

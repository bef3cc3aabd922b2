import type { WorkflowHandle } from '@temporalio/client';
import type { BackupResult } from '../../src/domain/backup-result';
import { withSession, type Session } from '../../src/oracle/session';
import { systemTarget } from '../../src/sandbox/system-target';
import { inPhase, openBackupLab, progressOf, type BackupLab } from '../harness/backup-lab';

let lab: BackupLab;
beforeAll(async () => {
  lab = await openBackupLab({ demoBytes: 4_000_000 });
  await lab.worker('a');
});
afterAll(() => lab.close());

function asSales<T>(work: (session: Session) => Promise<T>): Promise<T> {
  const { state } = lab.sandbox;
  const password = state.oracle?.passwords['SALES'] ?? '';
  return withSession({ ...systemTarget(state), user: 'SALES', password }, {}, work);
}

/** Inserts, updates, deletes and commits for as long as the export runs. @returns how many times */
async function changeRowsDuringExport(session: Session, handle: WorkflowHandle): Promise<number> {
  const doing = { doing: 'change rows' };
  for (let n = 1; ; n += 1) {
    await session.run('UPDATE CUSTOMERS SET BALANCE = BALANCE + 1 WHERE CUSTOMER_ID <= 20', {}, doing);
    await session.run(`UPDATE PRODUCTS SET NAME = 'changed ${n}' WHERE PRODUCT_ID = :id`, { id: n }, doing);
    await session.run('DELETE FROM ORDERS WHERE ORDER_ID = :id', { id: n }, doing);
    const added = `INSERT INTO ORDERS (ORDER_ID, CUSTOMER_ID, ORDERED_ON, STATUS) VALUES (:id, 1, SYSDATE, 'NEW')`;
    await session.run(added, { id: 900_000_000 + n }, doing);
    await session.run('COMMIT', {}, doing);
    if ((await progressOf(handle)).phase !== 'export') return n;
  }
}

it('rows that change while the export runs are in the backup as they were at its SCN', async () => {
  await lab.sandbox.oracle.addFault({ kind: 'slow-job', bytesPerSecond: 1_500_000 });
  const handle = await lab.start();
  await inPhase(handle, 'export');
  const changes = await asSales((session) => changeRowsDuringExport(session, handle));
  expect(changes).toBeGreaterThan(10);

  const { backupId, scn } = (await handle.result()) as BackupResult;
  await lab.proveRestorable(backupId);

  const counted = await asSales(async (session) => {
    const newOrders = async (asOf: string): Promise<number> => {
      const sql = `SELECT COUNT(*) AS N FROM ORDERS ${asOf} WHERE ORDER_ID > 900000000`;
      const [row] = await session.query(sql, {}, { doing: 'count' });
      return Number(row?.['N']);
    };
    return { now: await newOrders(''), atScn: await newOrders(`AS OF SCN ${scn}`) };
  });
  expect(counted.now).toBe(changes);
  expect(counted.atScn).toBeLessThan(changes);
});

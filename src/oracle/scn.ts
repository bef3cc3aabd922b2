import { namesError } from './errors';
import type { CallOptions, Session } from './session';

/**
 * The system change number at which everything is read, as text: it may exceed what a JavaScript number holds. Three ways,
 * by what the user may read; the last one is about 3 s coarse, and always allowed.
 */
export async function readCurrentScn(session: Session, signal?: AbortSignal): Promise<string> {
  const options: CallOptions = { doing: 'read the current SCN', signal };
  for (const sql of exactWays) {
    try {
      const scn = (await session.query(sql, {}, options))[0]?.['SCN'];
      if (scn !== undefined && scn !== null) return scn;
    } catch (error) {
      if (!mayTryAnother(error)) throw error;
    }
  }
  const [row] = await session.query('SELECT TIMESTAMP_TO_SCN(SYSTIMESTAMP) AS SCN FROM DUAL', {}, options);
  const scn = row?.['SCN'];
  if (scn === undefined || scn === null) throw new RangeError('TIMESTAMP_TO_SCN gave no SCN');
  return scn;
}

const exactWays = [
  'SELECT TO_CHAR(CURRENT_SCN) AS SCN FROM V$DATABASE',
  'SELECT TO_CHAR(DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER) AS SCN FROM DUAL',
];

/** Not granted: the view or package is as good as not there. */
function mayTryAnother(error: unknown): boolean {
  return (
    error instanceof Error &&
    namesError(error.message, 'ORA-00942', 'ORA-01031', 'ORA-00904', 'PLS-00201', 'ORA-06553', 'ORA-41900')
  );
}

import type { HeldPrivileges } from './privileges';
import type { OptionalViews } from './optional-views';
import { errorNumbersIn } from './error-numbers';
import type { Session } from './session';

/** Reads what the user may do from views that everybody may read. */
export async function readHeldPrivileges(
  session: Session,
  views: OptionalViews,
  directory: string,
  signal?: AbortSignal,
): Promise<HeldPrivileges> {
  const column = async (sql: string, name: string, binds = {}): Promise<ReadonlySet<string>> => {
    const rows = await session.query(sql, binds, { doing: 'read the user’s privileges', signal });
    return new Set(rows.flatMap((row) => row[name] ?? []));
  };
  const user = await views.row('USER_USERS', 'SELECT DEFAULT_TABLESPACE FROM USER_USERS');
  const defaultTablespace = user?.['DEFAULT_TABLESPACE'] ?? 'USERS';
  return {
    system: await column('SELECT PRIVILEGE FROM SESSION_PRIVS', 'PRIVILEGE'),
    roles: await column('SELECT ROLE FROM SESSION_ROLES', 'ROLE'),
    directory: await column(
      `SELECT PRIVILEGE FROM ALL_TAB_PRIVS WHERE TABLE_SCHEMA = 'SYS' AND TABLE_NAME = :directory`,
      'PRIVILEGE',
      { directory },
    ),
    defaultTablespace,
    quotaBytes: await readQuota(session, defaultTablespace, signal),
    refusedPackages: await refusedPackages(session, signal),
  };
}

async function readQuota(session: Session, tablespace: string, signal?: AbortSignal): Promise<number> {
  const [row] = await session.query(
    'SELECT MAX_BYTES FROM USER_TS_QUOTAS WHERE TABLESPACE_NAME = :tablespace',
    { tablespace },
    { doing: 'read the user’s quota', signal },
  );
  const bytes = Number(row?.['MAX_BYTES'] ?? 0);
  return bytes < 0 ? Infinity : bytes;
}

/** Calls that do nothing in a session without open files, and show at once whether the package may be called. */
const harmlessCalls: Readonly<Record<string, string>> = {
  DBMS_LOB: 'BEGIN DBMS_LOB.FILECLOSEALL; END;',
  UTL_FILE: 'BEGIN UTL_FILE.FCLOSE_ALL; END;',
};

async function refusedPackages(session: Session, signal?: AbortSignal): Promise<string[]> {
  const refused: string[] = [];
  for (const [name, call] of Object.entries(harmlessCalls)) {
    try {
      await session.run(call, {}, { doing: `call ${name}`, signal });
    } catch (error) {
      if (!(error instanceof Error) || !errorNumbersIn(error.message).includes('PLS-00201')) throw error;
      refused.push(name);
    }
  }
  return refused;
}

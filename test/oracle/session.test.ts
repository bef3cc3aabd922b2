import { inspect } from 'node:util';
import { openSession, withSession } from '../../src/oracle/session';
import { eventually } from '../sandbox/oracle/net/net-fixture';
import { fails, numberRow, openScriptedDatabase } from './scripted-database';

const doing = { doing: 'ask' };

async function errorOf(work: Promise<unknown>): Promise<Error & { code?: string; hint?: string }> {
  try {
    await work;
  } catch (error) {
    return error as Error;
  }
  throw new Error('it did not fail');
}

describe('a session', () => {
  it('reads numbers as text, with all their digits', async () => {
    await using database = await openScriptedDatabase();
    database.answer(/FROM BIG/, () => numberRow('SCN', '18446744073709551615'));
    const rows = await withSession(database.target, {}, (session) => session.query('SELECT SCN FROM BIG', {}, doing));
    expect(rows).toEqual([{ SCN: '18446744073709551615' }]);
  });

  it('speaks English, and names itself', async () => {
    await using database = await openScriptedDatabase();
    await withSession(database.target, {}, () => Promise.resolve());
    const [session] = database.engine.sessions;
    expect(session?.calls).toContain('ALTER SESSION SET NLS_LANGUAGE = AMERICAN');
    expect(session?.client.program).toBe('redoubt');
  });

  it('gives the OUT binds of a block by name', async () => {
    await using database = await openScriptedDatabase();
    database.answer(/^BEGIN :x/, () => ({ kind: 'block', directions: ['out', 'in'], outValues: ['seen'] }));
    const out = await withSession(database.target, {}, (session) =>
      session.run('BEGIN :x := :y; END;', { x: { outBytes: 100 }, y: 'in' }, doing),
    );
    expect(out).toEqual({ x: 'seen' });
  });

  it('is closed when its work fails', async () => {
    await using database = await openScriptedDatabase();
    await errorOf(withSession(database.target, {}, () => Promise.reject(new Error('no'))));
    await eventually(() => database.engine.openSessions.length === 0);
  });

  it('breaks its call off when the signal aborts, and throws the reason', async () => {
    await using database = await openScriptedDatabase();
    let asked = false;
    database.answer(/SLOW/, ({ signal }) => {
      asked = true;
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
    });
    const controller = new AbortController();
    const call = withSession(database.target, { signal: controller.signal }, (session) =>
      session.query('SELECT SLOW', {}, doing),
    );
    const failed = errorOf(call);
    await eventually(() => asked);
    controller.abort(new Error('enough'));
    expect((await failed).message).toBe('enough');
    await eventually(() => database.engine.openSessions.length === 0);
  });

  it.each([
    ['a wrong password', 'DATABASE_LOGIN_REFUSED', { password: 'very-secret-1' }],
    ['a locked account', 'DATABASE_LOGIN_REFUSED', { user: 'locked' }],
    ['a port where nothing listens', 'DATABASE_UNREACHABLE', { connectString: '127.0.0.1:1/sales' }],
    ['a connect string that is none', 'CONFIG_INVALID', { connectString: 'no such alias' }],
  ])('refuses %s: %s, without a word of the password', async (_, code, change) => {
    await using database = await openScriptedDatabase();
    const error = await errorOf(openSession({ ...database.target, ...change }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/^sales: cannot log in/);
    expect(inspect(error, { depth: 9 })).not.toMatch(/very-secret-1|tiger-42/);
  });

  it('that a listener refuses may be tried again', async () => {
    await using database = await openScriptedDatabase();
    database.faults.add({ kind: 'refuse-connect', error: 12514, times: 1 });
    expect(await errorOf(openSession(database.target))).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      retryable: true,
    });
    await withSession(database.target, {}, () => Promise.resolve());
  });

  it('that is killed is a lost connection, which may be tried again', async () => {
    await using database = await openScriptedDatabase();
    const session = await openSession(database.target);
    database.engine.kill(1);
    expect(await errorOf(session.query('SELECT 1 FROM DUAL', {}, doing))).toMatchObject({
      code: 'DATABASE_CONNECTION_LOST',
      retryable: true,
    });
    await session.close();
  });

  it('says what it could not do, and what to run', async () => {
    await using database = await openScriptedDatabase();
    database.answer(
      /UTL_FILE/,
      fails(6550, 'ORA-06550: line 1, column 7:', "PLS-00201: identifier 'UTL_FILE' must be declared"),
    );
    const call = withSession(database.target, {}, (session) =>
      session.run('BEGIN UTL_FILE.FCLOSE_ALL; END;', {}, { doing: 'remove x.dmp' }),
    );
    expect(await errorOf(call)).toMatchObject({
      code: 'PRIVILEGE_MISSING',
      message: "sales: cannot remove x.dmp: PLS-00201: identifier 'UTL_FILE' must be declared",
      hint: 'GRANT EXECUTE ON SYS.UTL_FILE TO SCOTT;',
    });
  });
});

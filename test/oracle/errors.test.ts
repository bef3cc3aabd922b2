import { BackupError } from '../../src/errors';
import { classifyOracleError, readableStack } from '../../src/oracle/errors';

const context = { database: 'sales', doing: 'start the export', user: 'BACKUP', directory: 'DUMPS' };
const classify = (...lines: string[]) => classifyOracleError(new Error(lines.join('\n')), context);

describe('an error of the driver or the server becomes', () => {
  it.each([
    ['DATABASE_LOGIN_REFUSED', ['ORA-01017: invalid username/password; logon denied']],
    ['DATABASE_LOGIN_REFUSED', ['ORA-28000: The account is locked.']],
    ['DATABASE_LOGIN_REFUSED', ['ORA-28001: the password has expired']],
    ['DATABASE_UNREACHABLE', ['NJS-503: connection to host h port 1 could not be established.', 'ECONNREFUSED']],
    ['DATABASE_UNREACHABLE', ['NJS-511: connection to listener at host h port 1 was refused.', 'Cause: ORA-12528']],
    ['DATABASE_UNREACHABLE', ['NJS-518: cannot connect to Oracle Database. Service "X" is not registered']],
    [
      'DATABASE_CONNECTION_LOST',
      ['NJS-500: connection to Oracle Database was closed or broken', 'ORA-00028: your session has been killed'],
    ],
    ['DATABASE_CONNECTION_LOST', ['NJS-123: call timeout of 60000 ms exceeded']],
    [
      'ORACLE_ERROR',
      ['NJS-500: connection to Oracle Database was closed or broken', 'ORA-00600: internal error code, arguments: [1]'],
    ],
    [
      'DATABASE_NOT_WRITABLE',
      [
        'ORA-31626: job does not exist',
        'ORA-31633: unable to create master table',
        'ORA-16000: database open for read-only access',
      ],
    ],
    ['DATABASE_UNSUPPORTED', ['NJS-533: Advanced Networking Option: negotiation failed']],
    ['DATABASE_UNSUPPORTED', ['NJS-116: password verifier type 0x939 is not supported']],
    ['DATABASE_UNSUPPORTED', ['NJS-138: connections to this database server version are not supported']],
    [
      'DIRECTORY_MISSING',
      [
        'ORA-39002: invalid operation',
        'ORA-39070: Unable to open the log file.',
        'ORA-39087: directory name DUMPS is invalid',
      ],
    ],
    [
      'DIRECTORY_UNUSABLE',
      [
        'ORA-39002: invalid operation',
        'ORA-39070: Unable to open the log file.',
        'ORA-29283: invalid file operation: cannot open file [29435]',
      ],
    ],
    [
      'SPACE_SHORT',
      ['ORA-31626: job does not exist', 'ORA-31633: unable', 'ORA-01658: unable to create INITIAL extent'],
    ],
    ['EXPORT_INTERRUPTED', ['ORA-31626: job does not exist']],
    ['EXPORT_FAILED', ['ORA-39001: invalid argument value']],
    ['UNDO_TOO_SHORT', ['ORA-31693: Table data object', 'ORA-02354: error', 'ORA-01555: snapshot too old']],
    ['SCHEMA_MISSING', ['ORA-31627: API call succeeded', 'ORA-31655: no data or metadata objects selected for job']],
    ['ORACLE_ERROR', ['ORA-01722: invalid number']],
    ['INTERNAL', ['Cannot read properties of undefined']],
  ])('%s: %j', (code, lines) => {
    expect(classify(...lines)).toHaveProperty('code', code);
  });

  it.each([
    ['GRANT CREATE SESSION TO BACKUP;', ['ORA-01045: user BACKUP lacks CREATE SESSION privilege; logon denied']],
    ['GRANT CREATE TABLE TO BACKUP;', ['ORA-31626: job', 'ORA-31633: unable', 'ORA-01031: insufficient privileges']],
    [
      'ALTER USER BACKUP QUOTA 500M ON USERS;',
      ['ORA-31626: job', 'ORA-31633: unable', "ORA-01950: no privileges on tablespace 'USERS'"],
    ],
    [
      'GRANT DATAPUMP_EXP_FULL_DATABASE TO BACKUP;',
      ['ORA-31631: privileges are required', 'ORA-39161: Full database jobs require privileges'],
    ],
    ['GRANT READ, WRITE ON DIRECTORY DUMPS TO BACKUP;', ['ORA-22286: insufficient privileges on file or directory']],
    [
      'GRANT EXECUTE ON SYS.UTL_FILE TO BACKUP;',
      ['ORA-06550: line 1, column 7:', "PLS-00201: identifier 'UTL_FILE' must be declared"],
    ],
  ])('a hint with the exact statement: %s', (statement, lines) => {
    const error = classify(...lines);
    expect(error.code).toBe('PRIVILEGE_MISSING');
    expect(error.hint).toBe(statement);
  });

  it('itself when it was classified before', () => {
    const known = new BackupError('SPACE_SHORT', 'no space');
    expect(classifyOracleError(known, context)).toBe(known);
  });

  it('a message with the database, what was done, and the stack without its frames', () => {
    const { message } = classify(
      'ORA-39002: invalid operation',
      'ORA-06512: at "SYS.DBMS_SYS_ERROR", line 79',
      'ORA-39087: directory name DUMPS is invalid',
      'Help: https://docs.oracle.com/error-help/db/ora-39002/',
    );
    expect(message).toBe(
      'sales: cannot start the export: ORA-39002: invalid operation / ORA-39087: directory name DUMPS is invalid',
    );
    expect(readableStack('A\nA\n\n ORA-06512: at line 5')).toBe('A');
  });
});

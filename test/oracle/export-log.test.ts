import * as fc from 'fast-check';
import { clientCommand, ExportLogReader, readExportLog } from '../../src/oracle/export-log';
import { judgeExport } from '../../src/oracle/judge-export';

const starting = `Starting "BACKUP"."RDBT_PROD_X_1":  ${clientCommand('20261123T081500Z-3f2a9c', 1, '98765432109876')}`;
const body = [
  'W-1 Startup took 0 seconds',
  'W-1 Processing object type SCHEMA_EXPORT/TABLE/TABLE',
  'W-1 . . exported "SALES"."ORDERS"                            17.6 MB   77000 rows in 1 seconds using direct_path',
];
const fileSet = [
  'W-1 Master table "BACKUP"."RDBT_PROD_X_1" successfully loaded/unloaded',
  '*'.repeat(78),
  'Dump file set for BACKUP.RDBT_PROD_X_1 is:',
  '  /u01/dumps/rdbt_prod_x_1_01.dmp',
  '  C:\\dumps\\rdbt_prod_x_1_02.dmp',
];
const completed = 'Job "BACKUP"."RDBT_PROD_X_1" successfully completed at Fri May 2 18:28:13 2025 elapsed 0 00:00:10';
const withErrors = (n: number) =>
  `Job "BACKUP"."RDBT_PROD_X_1" completed with ${n} error(s) at Fri May 2 18:28:13 2025`;
const fatal = 'Job "BACKUP"."RDBT_PROD_X_1" stopped due to fatal error at Fri May 2 18:28:13 2025 elapsed 0 00:00:10';
const text = (...lines: readonly (string | readonly string[])[]) => `${lines.flat().join('\n')}\n`;

describe('an export log', () => {
  it('tells its verdict, its SCN and its files by their names', () => {
    expect(readExportLog(text(starting, body, fileSet, completed))).toEqual({
      verdict: 'completed',
      errorCount: 0,
      fatalStops: 0,
      scn: '98765432109876',
      dumpFiles: ['rdbt_prod_x_1_01.dmp', 'rdbt_prod_x_1_02.dmp'],
      errors: [],
      droppedErrors: 0,
    });
  });

  it.each([
    ['completed', completed],
    ['completed-with-errors', withErrors(2)],
    ['stopped', 'Job "BACKUP"."RDBT_PROD_X_1" stopped by user request at Fri May 2 18:28:13 2025'],
    ['fatal', fatal],
    ['unfinished', ''],
  ])('whose last word is %s', (verdict, line) => {
    expect(readExportLog(text(starting, body, line)).verdict).toBe(verdict);
  });

  it('of a job that was started again is unfinished until it ends again', () => {
    expect(readExportLog(text(starting, body, fatal, starting, body))).toMatchObject({
      verdict: 'unfinished',
      fatalStops: 1,
    });
    const restarting = starting.replace('Starting', 'Restarting');
    expect(readExportLog(text(starting, fatal, restarting, body)).verdict).toBe('unfinished');
  });

  it('reads the same in whatever pieces it comes', () => {
    const whole = text(
      starting,
      body,
      'ORA-31693: Table data object "A"."B" failed',
      'ORA-01555: snapshot',
      fileSet,
      withErrors(1),
    );
    fc.assert(
      fc.property(fc.array(fc.nat(whole.length), { maxLength: 12 }), (cuts) => {
        const reader = new ExportLogReader();
        const at = [0, ...cuts.sort((a, b) => a - b), whole.length];
        at.slice(1).forEach((end, i) => reader.add(whole.slice(at[i], end)));
        expect(reader.finish()).toEqual(readExportLog(whole));
      }),
    );
  });

  it('with LOGTIME in front of each line reads the same', () => {
    const stamped = text(starting, fileSet, completed)
      .split('\n')
      .map((line) => (line === '' ? '' : `02-MAY-25 18:28:13.123: ${line}`))
      .join('\n');
    expect(readExportLog(stamped)).toEqual(readExportLog(text(starting, fileSet, completed)));
  });
});

describe('a log is judged', () => {
  const undo = [
    'ORA-31693: Table data object "SALES"."ORDERS" failed to load/unload and is being skipped due to error:',
    'ORA-02354: error in exporting/importing data',
    'ORA-01555: snapshot too old: rollback segment number 7 with name "_SYSSMU7$" too small',
  ];
  const partial =
    'ORA-39181: Only partial table data may be exported due to fine grain access control on "SALES"."PAY"';

  it('complete when there is no error in it', () => {
    expect(judgeExport(readExportLog(text(starting, body, completed)))).toEqual({ kind: 'complete', warnings: [] });
  });

  it('complete with a warning when its only errors are harmless', () => {
    const log = text(
      starting,
      'ORA-39173: Encrypted data has been stored unencrypted in dump file set.',
      withErrors(1),
    );
    const judged = judgeExport(readExportLog(log));
    expect(judged.kind).toBe('complete');
    expect(judged).toHaveProperty('warnings', [expect.stringContaining('ORA-39173')]);
  });

  it('complete when it waited for space and went on', () => {
    const log = text(
      starting,
      'ORA-39171: Job is experiencing a resumable wait.',
      'ORA-01653: unable to extend table',
      completed,
    );
    expect(judgeExport(readExportLog(log)).kind).toBe('complete');
  });

  it('incomplete when it says so, even if no line tells why', () => {
    expect(judgeExport(readExportLog(text(starting, body, withErrors(1))))).toMatchObject({
      kind: 'incomplete',
      code: 'EXPORT_INCOMPLETE',
    });
  });

  it('incomplete by a serious line, even if the job says it was successful', () => {
    expect(judgeExport(readExportLog(text(starting, partial, completed)))).toMatchObject({
      kind: 'incomplete',
      code: 'EXPORT_INCOMPLETE',
      reason: expect.stringContaining('SALES.PAY'),
    });
  });

  it('short of undo when that is all that is wrong, with the table and the cause', () => {
    expect(judgeExport(readExportLog(text(starting, undo, undo, withErrors(2))))).toEqual({
      kind: 'incomplete',
      code: 'UNDO_TOO_SHORT',
      reason:
        'SALES.ORDERS: ORA-01555: snapshot too old: rollback segment number 7 with name "_SYSSMU7$" too small (2 times)',
    });
  });

  it('incomplete when something else is wrong beside the undo', () => {
    expect(judgeExport(readExportLog(text(starting, undo, partial, withErrors(2))))).toHaveProperty(
      'code',
      'EXPORT_INCOMPLETE',
    );
  });

  it('complete when its processes died, and it was started again and completed', () => {
    const died = [
      'ORA-39014: One or more workers have prematurely exited.',
      'ORA-39029: worker 1 with process name "DW00" prematurely terminated',
    ];
    const restarted = text(starting, body, died, fatal, starting, body, completed);
    expect(judgeExport(readExportLog(restarted)).kind).toBe('complete');
    expect(judgeExport(readExportLog(text(starting, body, died, completed))).kind).toBe('incomplete');
  });

  it('incomplete when a table failed before it was started again', () => {
    expect(judgeExport(readExportLog(text(starting, undo, fatal, starting, body, completed))).kind).toBe('incomplete');
  });
});

import { readExportLog } from '../../src/oracle/export-log';
import { ExportWatch, spaceWait } from '../../src/oracle/export-watch';

describe('watching an export', () => {
  it('tells for how long the same state was seen', () => {
    let now = 0;
    const watch = new ExportWatch(() => now);
    expect(watch.seenForMs('DEFINING')).toBe(0);
    now = 700;
    expect(watch.seenForMs('DEFINING')).toBe(700);
    expect(watch.seenForMs('EXECUTING')).toBe(0);
    now = 900;
    expect(watch.seenForMs('DEFINING')).toBe(0);
  });

  it('finds a job stalled once in ten seconds without a byte', () => {
    let now = 0;
    const watch = new ExportWatch(() => now);
    const at = (ms: number, bytes: number, state = 'EXECUTING') => {
      now = ms;
      return watch.isStalled({ percent: null, bytes, state });
    };
    expect([at(0, 1), at(9_999, 1), at(10_000, 1), at(10_001, 1), at(20_000, 1)]).toEqual([
      false,
      false,
      true,
      false,
      true,
    ]);
    expect([at(20_001, 2), at(29_000, 2), at(31_000, 2, 'STOPPING')]).toEqual([false, false, false]);
  });

  it('does not define or start for ever', () => {
    const watch = new ExportWatch();
    expect(Array.from({ length: 21 }, () => watch.mayAct()).indexOf(false)).toBe(20);
  });

  it('tells what a job waits for', () => {
    const wait = 'ORA-39171: Job is experiencing a resumable wait.\nORA-01653: unable to extend table\n';
    expect(spaceWait(readExportLog(wait).errors)).toBe('ORA-01653: unable to extend table');
    expect(spaceWait(readExportLog('all is well\n').errors)).toBeUndefined();
  });
});

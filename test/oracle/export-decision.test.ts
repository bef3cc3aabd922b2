import { decideExportStep, exportSteps, needsLog } from '../../src/oracle/export-decision';

const log = (verdict: 'completed' | 'completed-with-errors' | 'stopped' | 'fatal' | 'unfinished', fatalStops = 0) => ({
  verdict,
  fatalStops,
});

describe('what is done with an export job', () => {
  it.each([
    ['no trace of it: it is defined', undefined, undefined, 0, 'define'],
    ['no job, a completed log: the log is judged', undefined, log('completed'), 0, 'judge'],
    ['no job, a log with errors: the log is judged', undefined, log('completed-with-errors'), 0, 'judge'],
    [
      'no job, an unfinished log: it was killed, but that is looked at twice',
      undefined,
      log('unfinished'),
      0,
      'look-again',
    ],
    ['no job, an unfinished log, still: it is given up', undefined, log('unfinished'), 5_000, 'give-up'],
    ['no job, a log that says stopped: it was killed after that', undefined, log('stopped'), 5_000, 'give-up'],
    ['no job, a log that says fatal: it was removed after that', undefined, log('fatal', 1), 5_000, 'give-up'],
    ['being defined by someone: wait', 'DEFINING', undefined, 30_000, 'look-again'],
    ['executing', 'EXECUTING', undefined, 0, 'watch'],
    ['completing', 'COMPLETING', undefined, 0, 'watch'],
    ['stop pending', 'STOP PENDING', undefined, 0, 'watch'],
    ['stopping', 'STOPPING', undefined, 0, 'watch'],
    ['idling: start it', 'IDLING', log('stopped'), 0, 'start'],
    ['idling with a completed log: someone attached to what is done', 'IDLING', log('completed'), 0, 'judge'],
    ['not running, just seen: it may be at its start or its end', 'NOT RUNNING', log('unfinished'), 0, 'look-again'],
    ['not running, still: start it', 'NOT RUNNING', log('unfinished'), 5_000, 'start'],
    ['not running, stopped by someone: start it', 'NOT RUNNING', log('stopped'), 5_000, 'start'],
    ['not running, no log yet: start it', 'NOT RUNNING', undefined, 5_000, 'start'],
    ['not running, completed: the log is judged at once', 'NOT RUNNING', log('completed'), 0, 'judge'],
    ['not running, completed with errors', 'NOT RUNNING', log('completed-with-errors'), 0, 'judge'],
    ['died once: start it', 'NOT RUNNING', log('fatal', 1), 5_000, 'start'],
    ['died three times: give it up', 'NOT RUNNING', log('fatal', 3), 0, 'give-up'],
    ['a state nobody knows: look again', 'UNDEFINED', undefined, 0, 'look-again'],
    ['completed, but still there: it settles', 'COMPLETED', undefined, 0, 'look-again'],
  ] as const)('%s', (_title, state, seenLog, seenForMs, step) => {
    expect(decideExportStep({ state, log: seenLog, seenForMs, wasStarted: state !== undefined })).toBe(step);
    expect(exportSteps).toContain(step);
  });

  it('gone without a trace after it was seen: someone removed it, and it is not defined again', () => {
    expect(decideExportStep({ state: undefined, log: undefined, seenForMs: 0, wasStarted: true })).toBe('give-up');
  });

  it('the log is read only where the job does not write it', () => {
    expect([undefined, 'NOT RUNNING', 'IDLING', 'STOPPED'].map(needsLog)).toEqual([true, true, true, true]);
    expect(['DEFINING', 'EXECUTING', 'COMPLETING', 'STOPPING', 'STOP PENDING'].some(needsLog)).toBe(false);
  });
});

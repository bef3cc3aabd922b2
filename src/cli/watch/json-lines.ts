import type { BackupResult } from '../../domain/backup-result';
import { finishTimes, outlook, slackMs } from '../../domain/timing';
import type { BackupRun } from '../backup/backup-run';
import type { CliOutput } from '../cli-io';
import type { ProgressView } from './progress-view';
import type { BackupSight } from './watch-backup';

type RunNames = Pick<BackupRun, 'backupId' | 'workflowId' | 'database'>;

/** Of every line. A field may be added; what is there keeps its meaning. */
const version = 1;

/** Lines of JSON: one whenever something changed. docs/operating.md has their shape. */
export function jsonLines(output: CliOutput, run: RunNames, now: () => number = Date.now): ProgressView {
  let last = '';
  const write = (type: string, fields: object): void => {
    const said = JSON.stringify(fields);
    if (said === last) return;
    last = said;
    writeLine(output, { type, version, at: new Date(now()).toISOString(), ...fields });
  };
  return {
    show: (sight) => write('progress', progressFields(run, sight)),
    note: (text) => write('note', { ...idsOf(run), text }),
    close: () => undefined,
  };
}

/** The last line: what the run answered. */
export const writeResultLine = (output: CliOutput, result: BackupResult): void =>
  writeLine(output, { type: 'result', ...result });

/** The last line where the watching ended first. */
export const writeLeftLine = (output: CliOutput, run: RunNames): void =>
  writeLine(output, { type: 'left', version, ...idsOf(run), status: 'running' });

const idsOf = ({ backupId, workflowId, database }: RunNames) => ({ backupId, workflowId, database });

function progressFields(run: RunNames, { progress, bytesPerSecond, waitsFor, unattendedSince }: BackupSight) {
  const finish = finishTimes(progress.timing);
  return {
    ...idsOf(run),
    status: 'running',
    bytesPerSecond,
    waitsFor,
    unattendedSince: unattendedSince?.toISOString() ?? null,
    doneAbout: finish === null ? null : new Date(finish.likelyMs).toISOString(),
    slackMs: slackMs(progress.timing),
    outlook: outlook(progress.timing),
    progress,
  };
}

const writeLine = (output: CliOutput, value: object): void => void output.write(`${JSON.stringify(value)}\n`);

import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { accessSync, constants } from 'node:fs';
import type { Routine, RoutineCall } from '../packages/routine';
import { isPlainName } from '../packages/directory-files';
import { detail, errorStatus, invalidArgument, invalidOperation, invalidState, type StatusLine } from './api-error';
import type { DataPump } from './data-pump';
import { blockBytes, decodeHeader } from './dump-format';
import { fillDate, numberedName, parseFileSize, withExtension } from './file-templates';
import type { Job } from './job';
import type { DumpTarget } from './job-definition';
import { dumpPath } from './job-files';

const dumpFileType = 1;
const logFileType = 3;

/** ADD_FILE. */
export function fileRoutines(pump: DataPump): Readonly<Record<string, Routine>> {
  return {
    ADD_FILE: (call) => {
      const { job } = pump.attachment(call);
      const type = call.number('FILETYPE');
      const filename = call.text('FILENAME');
      if (filename === null) throw invalidArgument(errorStatus(39144));
      if (!isPlainName(filename)) throw invalidArgument(errorStatus(39088));
      if (type === logFileType) addLogFile(job, call, filename);
      else if (type === dumpFileType) addDumpFile(pump, job, call, filename);
      else throw invalidArgument(errorStatus(39207, String(type ?? 'NULL'), 'FILETYPE'));
    },
  };
}

function addLogFile(job: Job, call: RoutineCall, filename: string): void {
  if (job.state !== 'DEFINING') throw invalidState(job.state);
  const directory = call.text('DIRECTORY');
  if (directory === null) throw invalidArgument(errorStatus(39145));
  if (call.text('FILESIZE') !== null) throw invalidArgument(errorStatus(39208, 'FILESIZE', 'LOG_FILE'));
  if (job.definition.logFile !== undefined) throw invalidArgument(errorStatus(39051, 'LOGFILE'));
  job.definition.logFile = { directory, filename: withExtension(filename, '.log') };
}

function addDumpFile(pump: DataPump, job: Job, call: RoutineCall, filename: string): void {
  const isExport = job.definition.operation === 'EXPORT';
  const isOpen = isExport ? ['DEFINING', 'IDLING', 'EXECUTING'].includes(job.state) : job.state === 'DEFINING';
  if (!isOpen) throw invalidState(job.state);
  const target = dumpTarget(pump, job, call, filename);
  const first = dumpPath(target, numberedName(target.template, 1) ?? target.template);
  const refusal = isExport ? cannotWrite(target, first) : cannotRead(first);
  if (refusal !== undefined) throw invalidArgument(errorStatus(39000), ...refusal);
  job.definition.dumpTargets.push(target);
  if (job.state !== 'DEFINING') job.master.write('DEFINITION', job.definition);
}

function dumpTarget(pump: DataPump, job: Job, call: RoutineCall, filename: string): DumpTarget {
  const directory = call.text('DIRECTORY');
  if (directory === null) throw invalidArgument(errorStatus(39145));
  const isExport = job.definition.operation === 'EXPORT';
  const needed = isExport ? 'WRITE' : 'READ';
  const found = pump.database.directories.find(directory);
  if (found === undefined || !pump.files.may(call.session.user, needed, found.name)) {
    throw invalidArgument(errorStatus(39000), errorStatus(39087, directory));
  }
  const size = call.text('FILESIZE');
  return {
    directory,
    path: found.path,
    template: withExtension(fillDate(filename, new Date()), '.dmp'),
    ...(size === null || !isExport ? {} : { sizeBytes: parseFileSize(size) }),
    reuse: call.number('REUSEFILE') === 1,
  };
}

function cannotWrite(target: DumpTarget, first: string): readonly StatusLine[] | undefined {
  if (existsSync(first)) {
    if (target.reuse) return undefined;
    return [errorStatus(31641, first), errorStatus(27038), detail('Additional information: 1')];
  }
  const refused = refusal(() => accessSync(path.dirname(first), constants.W_OK));
  return refused === undefined ? undefined : [errorStatus(31641, first), errorStatus(27040), detail(refused)];
}

function cannotRead(first: string): readonly StatusLine[] | undefined {
  if (!existsSync(first)) {
    const missing = detail('Linux-x86_64 Error: 2: No such file or directory');
    return [errorStatus(31640, first), errorStatus(27037), missing, detail('Additional information: 3')];
  }
  const block = Buffer.alloc(blockBytes);
  let length = 0;
  const refused = refusal(() => {
    const handle = openSync(first, 'r');
    length = readSync(handle, block, 0, blockBytes, 0);
    closeSync(handle);
  });
  if (refused !== undefined)
    return [errorStatus(31640, first), errorStatus(27041), detail(refused), detail('Additional information: 3')];
  const header = decodeHeader(block.subarray(0, length));
  if (header === undefined) return [errorStatus(39143, first)];
  return header === 'damaged' ? [errorStatus(39411, first)] : undefined;
}

const systemErrors: Readonly<Record<string, string>> = {
  ENOENT: 'Linux-x86_64 Error: 2: No such file or directory',
  EACCES: 'Linux-x86_64 Error: 13: Permission denied',
  ENOTDIR: 'Linux-x86_64 Error: 20: Not a directory',
  EROFS: 'Linux-x86_64 Error: 30: Read-only file system',
};

function refusal(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    return systemErrors[code] ?? `Linux-x86_64 Error: ${code}`;
  }
}

/** Opens the log when the job starts. ORA-39002 with ORA-39070 when it cannot be written. */
export function openLog(pump: DataPump, job: Job, user: string, isRestart: boolean): string | undefined {
  const { logFile } = job.definition;
  if (logFile === undefined) return undefined;
  const found = pump.files.find(user, logFile.directory, logFile.filename, 'WRITE');
  if (found.kind === 'file') {
    const refused = refusal(() => {
      closeSync(
        openSync(
          found.path,
          constants.O_WRONLY | constants.O_CREAT | constants.O_NOFOLLOW | (isRestart ? 0 : constants.O_TRUNC),
          0o640,
        ),
      );
    });
    if (refused === undefined) return found.path;
    const suffix = pump.database.settings.version === '12.2' ? '' : ': cannot open file [29435]';
    throw invalidOperation(
      errorStatus(39070),
      errorStatus(29283, suffix),
      detail('ORA-06512: at "SYS.UTL_FILE", line 536'),
      errorStatus(29283, suffix),
    );
  }
  throw invalidOperation(errorStatus(39070), errorStatus(39087, logFile.directory));
}

import { errorNumbersIn } from './error-numbers';

/** How the job ended, by the last line of its log that says so. `unfinished`: it runs, or was killed. */
export const logVerdicts = ['completed', 'completed-with-errors', 'stopped', 'fatal', 'unfinished'] as const;
export type LogVerdict = (typeof logVerdicts)[number];

/** One error of the log: its lines, from the one that Data Pump raised to the cause. */
export interface LoggedError {
  readonly numbers: readonly string[];
  readonly text: string;
  /** Whether the job was started again after it. */
  readonly beforeRestart: boolean;
}

export interface ExportLog {
  readonly verdict: LogVerdict;
  /** The N of "completed with N error(s)"; 0 elsewhere. */
  readonly errorCount: number;
  /** How often the job stopped by itself: "stopped due to fatal error". */
  readonly fatalStops: number;
  /** The SCN that its definition wrote into the client command; undefined when the line is not there. */
  readonly scn: string | undefined;
  /** Names without their path, as in the last "Dump file set" of the log. */
  readonly dumpFiles: readonly string[];
  /** At most a thousand; `droppedErrors` counts the rest. */
  readonly errors: readonly LoggedError[];
  readonly droppedErrors: number;
}

const mostErrors = 1000;
const verdictLine =
  /^Job "[^"]*"\."[^"]*" (successfully completed|completed with (\d+) error|stopped by user request|stopped due to fatal error)/;
const scnMark = /\bflashback_scn=(\d+)\b/;

/** The client command of a job: it stands in the log's first line, and so tells its SCN to whoever finds the job. */
export function clientCommand(backupId: string, attempt: number, scn: string): string {
  return `redoubt backup=${backupId} attempt=${attempt} flashback_scn=${scn}`;
}

/**
 * Reads a Data Pump log line by line (session language American), so that a log of any length needs little memory.
 * METRICS' worker marks (`W-1 `) and LOGTIME's stamps in front of a line are taken off.
 */
export class ExportLogReader {
  #rest = '';
  #verdict: LogVerdict = 'unfinished';
  #errorCount = 0;
  #fatalStops = 0;
  #scn: string | undefined;
  #dumpFiles: string[] = [];
  #inFileSet = false;
  #errors: LoggedError[] = [];
  #droppedErrors = 0;
  #afterErrorLine = false;

  /** Takes the next piece of the log's text. */
  add(text: string): this {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    return this;
  }

  /** What the log says up to here. A last line without its end is read too. */
  finish(): ExportLog {
    if (this.#rest !== '') this.#line(this.#rest);
    this.#rest = '';
    return {
      verdict: this.#verdict,
      errorCount: this.#errorCount,
      fatalStops: this.#fatalStops,
      scn: this.#scn,
      dumpFiles: this.#dumpFiles,
      errors: this.#errors,
      droppedErrors: this.#droppedErrors,
    };
  }

  #line(raw: string): void {
    const line = raw
      .replace(/\r$/, '')
      .replace(/^\d\d-[A-Z]{3}-\d\d \d\d:\d\d:\d\d\.\d+: /, '')
      .replace(/^W-\d+ /, '');
    if (/^(Starting|Restarting) "|^Job .* reopened at /.test(line)) this.#start(line);
    if (this.#inFileSet && this.#takeFile(line)) return;
    if (/^Dump file set for .* is:/.test(line)) {
      this.#dumpFiles = [];
      this.#inFileSet = true;
    }
    this.#takeVerdict(line);
    this.#takeError(line);
  }

  /** A job that is started again goes on in the same log, with a line of its own. */
  #start(line: string): void {
    this.#scn = scnMark.exec(line)?.[1] ?? this.#scn;
    this.#verdict = 'unfinished';
    this.#errorCount = 0;
    this.#errors = this.#errors.map((error) => ({ ...error, beforeRestart: true }));
  }

  #takeFile(line: string): boolean {
    if (!/^\s{2,}\S/.test(line)) {
      this.#inFileSet = false;
      return false;
    }
    this.#dumpFiles.push(line.trim().replace(/^.*[/\\]/, ''));
    return true;
  }

  #takeVerdict(line: string): void {
    const match = verdictLine.exec(line);
    if (match === null) return;
    const [, words = '', errors] = match;
    this.#errorCount = Number(errors ?? 0);
    if (words.startsWith('successfully')) this.#verdict = 'completed';
    else if (words.startsWith('completed')) this.#verdict = 'completed-with-errors';
    else if (words.startsWith('stopped by')) this.#verdict = 'stopped';
    else {
      this.#verdict = 'fatal';
      this.#fatalStops += 1;
    }
  }

  /** Lines that follow a line of Data Pump's own (ORA-31xxx, ORA-39xxx) are its cause. */
  #takeError(line: string): void {
    const [number] = /^ORA-\d{5}/.exec(line) ?? [];
    if (number === undefined) {
      this.#afterErrorLine = false;
      return;
    }
    const last = this.#errors.at(-1);
    if (this.#afterErrorLine && last !== undefined && !/^ORA-3[19]/.test(number)) {
      const joined = { ...last, numbers: [...last.numbers, ...errorNumbersIn(line)], text: `${last.text}\n${line}` };
      this.#errors[this.#errors.length - 1] = joined;
    } else if (this.#errors.length < mostErrors) {
      this.#errors.push({ numbers: errorNumbersIn(line), text: line, beforeRestart: false });
    } else {
      this.#droppedErrors += 1;
    }
    this.#afterErrorLine = true;
  }
}

/** A whole log at once. */
export function readExportLog(text: string): ExportLog {
  return new ExportLogReader().add(text).finish();
}

import { errorLine } from '../catalogue/messages';
import { OracleServerError } from '../engine';

/** Identity of an exception that a block declared without a number. */
export type UserException = symbol;

/** An exception on its way through a block: what SQLERRM, SQLCODE and handlers see, and the stack so far. */
export class PlsqlError extends Error {
  override readonly name = 'PlsqlError';
  /** ORA-06512 lines, innermost first, and whatever SQL reported below its first line. */
  readonly frames: string[] = [];

  constructor(
    /** Positive: 39001, 1403, 20001. */
    readonly code: number,
    /** The lines before the frames: `ORA-nnnnn: …` and its details. */
    readonly text: string,
    readonly userException?: UserException,
  ) {
    super(text);
  }

  /** With the message file's text. */
  static of(code: number, ...parameters: string[]): PlsqlError {
    return new PlsqlError(code, errorLine(code, parameters));
  }

  /** An error as raised inside a package of SYS, whose frames lie under the caller's. */
  static inPackage(code: number, parameters: readonly string[], frames: readonly string[]): PlsqlError {
    const error = new PlsqlError(code, errorLine(code, parameters));
    error.frames.push(...frames);
    return error;
  }

  /** An error that came out of SQL: its further lines stay under it. */
  static fromServer(error: OracleServerError): PlsqlError {
    const [first = '', ...rest] = error.message.split('\n');
    const converted = new PlsqlError(error.code, first);
    converted.frames.push(...rest);
    return converted;
  }

  #isLocated = false;
  #kept: readonly string[] = [];

  /** Adds the block's own line, once: the first statement that the exception leaves knows it best. */
  locate(line: number): void {
    if (this.#isLocated) return;
    this.#isLocated = true;
    this.frames.push(`ORA-06512: at line ${String(line)}`);
  }

  /** Keeps what was being handled under this error. */
  keep(previous: PlsqlError): void {
    this.#kept = previous.fullText.split('\n');
  }

  /** The same exception raised again: the line of the RAISE goes above the lines that it has. */
  raisedAgain(line: number): PlsqlError {
    const again = new PlsqlError(this.code, this.text, this.userException);
    again.locate(line);
    again.frames.push(...this.frames);
    again.#kept = this.#kept;
    return again;
  }

  /** SQLCODE's value: +100 for NO_DATA_FOUND, 1 for an exception of the block's own. */
  get sqlCode(): number {
    if (this.userException !== undefined) return 1;
    return this.code === 1403 ? 100 : -this.code;
  }

  /** What SQLERRM gives. */
  get sqlErrm(): string {
    return this.userException === undefined ? this.text : 'User-Defined Exception';
  }

  get stack06512(): readonly string[] {
    return this.frames.filter((line) => line.startsWith('ORA-06512'));
  }

  get fullText(): string {
    return [this.text, ...this.frames, ...this.#kept].join('\n');
  }

  toServerError(): OracleServerError {
    return new OracleServerError(this.code, this.fullText);
  }
}

/** `ORA-06512: at "SYS.X", line n`. */
export function packageFrame(unit: string, line: number): string {
  return `ORA-06512: at "${unit}", line ${String(line)}`;
}

import { BackupError } from '../errors';
import { decisiveNumber, errorNumbersIn } from './error-numbers';
import { hintFor } from './error-hints';

export interface ErrorContext {
  /** The configured name. */
  readonly database: string;
  /** What was being done, as the message continues: `log in`, `start the export`. */
  readonly doing: string;
  readonly user?: string;
  readonly directory?: string;
}

const longestMessage = 1500;

/**
 * Turns what the driver threw (or a stack that a block caught) into an error of the one table. The whole stack is read:
 * the first number is often a wrapper (ORA-39001, ORA-31626, NJS-500), and the cause stands below it.
 */
export function classifyOracleError(error: unknown, context: ErrorContext): BackupError {
  if (error instanceof BackupError) return error;
  const text = error instanceof Error ? error.message : String(error);
  const numbers = errorNumbersIn(text);
  const decisive = decisiveNumber(numbers);
  const code = decisive?.code ?? (numbers.length > 0 ? 'ORACLE_ERROR' : 'INTERNAL');
  const hint = decisive === undefined ? undefined : hintFor(decisive.number, text, context);
  return new BackupError(code, `${context.database}: cannot ${context.doing}: ${readableStack(text)}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
  });
}

/** The lines of a stack that say something to a person. */
export function readableStack(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(ORA-06512|ORA-06550|PL\/SQL: |Help: |Additional information: )/.test(line));
  return [...new Set(lines)].join(' / ').slice(0, longestMessage);
}

/** Whether a stack names one of these numbers (`ORA-31634`) anywhere. */
export function namesError(text: string, ...numbers: readonly string[]): boolean {
  const found = errorNumbersIn(text);
  return numbers.some((number) => found.includes(number));
}

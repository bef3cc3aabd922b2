import type { ErrorCode } from '../errors';
import { decisiveNumber } from './error-numbers';
import { readableStack } from './errors';
import type { ExportLog, LoggedError } from './export-log';
import { harmlessErrors, interruptionErrors } from './harmless-errors';

/** What a finished log is worth. */
export type Judgement =
  | { readonly kind: 'complete'; readonly warnings: readonly string[] }
  | { readonly kind: 'incomplete'; readonly code: ErrorCode; readonly reason: string };

const shownErrors = 5;

/**
 * Judges the log of a job that came to its end: complete only when it said so and every ORA- line is on the list of
 * harmless ones. An undo that was too short is told apart, as another SCN may do.
 */
export function judgeExport(log: ExportLog): Judgement {
  const counted = log.errors.filter((error) => !isForgiven(error));
  const serious = counted.filter((error) => !isHarmless(error));
  const unexplained = Math.max(0, log.errorCount - counted.length) + log.droppedErrors;
  if (serious.length === 0 && unexplained === 0) return { kind: 'complete', warnings: harmlessWarnings(counted) };
  const undo = serious.length > 0 && unexplained === 0 && serious.every(isUndo);
  return {
    kind: 'incomplete',
    code: undo ? 'UNDO_TOO_SHORT' : 'EXPORT_INCOMPLETE',
    reason: reasonOf(serious, unexplained),
  };
}

function isForgiven({ beforeRestart, numbers }: LoggedError): boolean {
  return beforeRestart && numbers.length > 0 && interruptionErrors.includes(numbers[0] ?? '');
}

/** The first number is Data Pump's own; what follows is its cause. */
function isHarmless({ numbers }: LoggedError): boolean {
  return harmlessErrors.some(({ number }) => number === numbers[0]);
}

function isUndo({ numbers }: LoggedError): boolean {
  return decisiveNumber(numbers)?.code === 'UNDO_TOO_SHORT';
}

function harmlessWarnings(errors: readonly LoggedError[]): string[] {
  return harmlessErrors.flatMap(({ number, reason }) => {
    const times = errors.filter(({ numbers }) => numbers[0] === number).length;
    return times === 0 ? [] : [`Data Pump reported ${number}${times > 1 ? ` ${times} times` : ''}: ${reason}`];
  });
}

/** The tables, each with its cause, then what else was said. */
function reasonOf(serious: readonly LoggedError[], unexplained: number): string {
  const counts = new Map<string, number>();
  for (const error of serious) {
    const words = describe(error);
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const shown = [...counts]
    .slice(0, shownErrors)
    .map(([words, times]) => (times > 1 ? `${words} (${times} times)` : words));
  const more = counts.size - shown.length + unexplained;
  return [...shown, ...(more > 0 ? [`${more} more in the Data Pump log`] : [])].join('; ');
}

function describe({ text }: LoggedError): string {
  const table = /^ORA-(?:31693|39181)\D[^"]*("[^"]+"\."[^"]+"(?::"[^"]+")*)/.exec(text)?.[1]?.replaceAll('"', '');
  const causes = text.split('\n').filter((line) => !/^ORA-(31693|02354)/.test(line));
  const cause = readableStack((causes.length > 0 ? causes : [text]).join('\n')).slice(0, 300);
  return table === undefined ? cause : `${table}: ${cause}`;
}

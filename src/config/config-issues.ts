import { isMap, isScalar, type Document, type LineCounter, type Node } from 'yaml';
import type { z } from 'zod';
import { BackupError, type ErrorCode } from '../errors';
import { closestName, didYouMean } from './closest-name';
import { fieldsAt } from './config-json-schema';

/** One thing that is wrong with a configuration, and where. */
export interface ConfigIssue {
  readonly path: readonly PropertyKey[];
  readonly code: ErrorCode;
  readonly message: string;
}

/** Fields that are planned, wherever they stand: refused as such, and not as a slip of the pen. */
const notBuiltYet: ReadonlySet<string> = new Set(['lanes', 'limits', 'objectLock', 'restore', 'retention']);

const isMissing = 'is missing';

/** What zod found, in words of the configuration: one issue a field. */
export function issuesOf(error: z.ZodError): readonly ConfigIssue[] {
  const misspelt = new Set(error.issues.flatMap(fieldsMeant));
  return error.issues
    .flatMap(issuesIn)
    .filter(({ path, message }) => message !== isMissing || !misspelt.has(path.join('.')));
}

function issuesIn(issue: z.core.$ZodIssue): readonly ConfigIssue[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownField(issue.path, key));
    case 'invalid_key':
      return [invalid(issue.path, issue.issues.map(({ message }) => message).join('; '))];
    default:
      return [invalid(issue.path, issue.message)];
  }
}

/** Fields that unknown ones probably mean: they are not missing, they are misspelt. */
const fieldsMeant = (issue: z.core.$ZodIssue): readonly string[] =>
  issue.code === 'unrecognized_keys'
    ? issue.keys.map((key) => [...issue.path, closestName(key, fieldsAt(issue.path))].join('.'))
    : [];

const invalid = (path: readonly PropertyKey[], message: string): ConfigIssue => ({
  path,
  code: 'CONFIG_INVALID',
  message,
});

function unknownField(path: readonly PropertyKey[], key: string): ConfigIssue {
  if (notBuiltYet.has(key)) return { path: [...path, key], code: 'NOT_BUILT_YET', message: 'is not built yet' };
  const known = fieldsAt(path);
  const meant = didYouMean(key, known);
  return invalid([...path, key], `unknown field${meant === '' ? `; known here: ${known.join(', ')}` : meant}`);
}

/** zod's own words where they would be read wrongly; undefined keeps them. */
export function explainZodIssue(issue: { readonly code?: string; readonly input?: unknown }): string | undefined {
  const isAbsent = issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_union');
  return isAbsent ? isMissing : undefined;
}

/** The file as it was written, to find the line of a field. */
export interface ConfigSource {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
}

/**
 * All issues in one error, each with its line. Its code is that of the issues where they agree, else CONFIG_INVALID.
 */
export function configError(issues: readonly ConfigIssue[], source: ConfigSource): BackupError {
  const located = issues
    .map((issue) => ({ line: lineOf(issue.path, source), text: describeIssue(issue) }))
    .sort((a, b) => a.line - b.line);
  const codes = new Set(issues.map(({ code }) => code));
  const [code = 'CONFIG_INVALID'] = codes.size === 1 ? codes : [];
  const [first] = located;
  const message =
    located.length === 1 && first !== undefined
      ? `${source.file}:${first.line}: ${first.text}`
      : [
          `${source.file} has ${located.length} errors:`,
          ...located.map(({ line, text }) => `  line ${line}: ${text}`),
        ].join('\n');
  return new BackupError(code, message);
}

const describeIssue = ({ path, message }: ConfigIssue): string =>
  path.length === 0 ? message : `${path.map(String).join('.')}: ${message}`;

/** From 1. The field's own line, or that of the nearest field around it which is there. */
function lineOf(path: readonly PropertyKey[], { document, lines }: ConfigSource): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const step of path) {
    const next = stepInto(node, step);
    if (next === undefined) break;
    offset = next.offset;
    node = next.value;
  }
  return lines.linePos(offset).line;
}

function stepInto(node: unknown, step: PropertyKey): { offset: number; value: unknown } | undefined {
  if (isMap(node)) {
    const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) === String(step) : false));
    // The document was parsed with nodes for keys.
    return pair === undefined ? undefined : { offset: (pair.key as Node).range?.[0] ?? 0, value: pair.value };
  }
  const items = (node as { items?: readonly Node[] } | null)?.items;
  const item = typeof step === 'number' ? items?.[step] : undefined;
  return item === undefined ? undefined : { offset: item.range?.[0] ?? 0, value: item };
}

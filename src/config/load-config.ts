import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { BackupError } from '../errors';
import { findConfigFile, type ConfigPlace } from './config-file';
import { configError, explainZodIssue, issuesOf, type ConfigIssue, type ConfigSource } from './config-issues';
import { crossCheck } from './cross-checks';
import { configSchema, type Config } from './schema';
import { resolvePaths } from './resolve-paths';

export interface LoadedConfig {
  readonly config: Config;
  /** Absolute. */
  readonly path: string;
}

/**
 * Finds, reads and checks the configuration. Paths in it count from its own folder and come back absolute.
 * @throws BackupError CONFIG_NOT_FOUND; or all that is wrong at once, with lines: CONFIG_INVALID, NOT_BUILT_YET,
 * UNKNOWN_REGION, JURISDICTION_REFUSED, NO_RECIPIENT.
 */
export function loadConfig(place: ConfigPlace): LoadedConfig {
  const path = findConfigFile(place);
  return { config: resolvePaths(parseConfig(readText(path), path), (file) => resolve(dirname(path), file)), path };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new BackupError('CONFIG_NOT_FOUND', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  }
}

/** @param file named in messages. @throws BackupError as `loadConfig`. */
export function parseConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, version: '1.2', prettyErrors: false });
  const source: ConfigSource = { file, document, lines };
  const [syntaxError] = document.errors;
  if (syntaxError !== undefined) {
    const { line, col } = lines.linePos(syntaxError.pos[0]);
    const what = syntaxError.code === 'DUPLICATE_KEY' ? ` ("${wordAt(text, syntaxError.pos[0])}")` : '';
    throw new BackupError('CONFIG_INVALID', `${file}:${line}:${col}: not valid YAML: ${syntaxError.message}${what}`);
  }
  const { config, issues } = check(document.toJS());
  if (config === undefined || issues.length > 0) throw configError(issues, source);
  return config;
}

const wordAt = (text: string, from: number): string => /^[^:\n]*/.exec(text.slice(from))?.[0].trim() ?? '';

/** Cross-checks run in spite of unknown fields, so that one reading of the message is enough. */
function check(data: unknown): { config: Config | undefined; issues: readonly ConfigIssue[] } {
  const parsed = configSchema.safeParse(data, { error: explainZodIssue });
  if (parsed.success) return { config: parsed.data, issues: crossCheck(parsed.data) };
  const issues = issuesOf(parsed.error);
  for (const issue of parsed.error.issues) {
    if (issue.code === 'unrecognized_keys') removeFields(data, issue.path, issue.keys);
  }
  const reparsed = configSchema.safeParse(data, { error: explainZodIssue });
  return { config: undefined, issues: reparsed.success ? [...issues, ...crossCheck(reparsed.data)] : issues };
}

function removeFields(data: unknown, path: readonly PropertyKey[], fields: readonly string[]): void {
  let target = data;
  for (const step of path) target = Reflect.get(Object(target), step);
  for (const field of fields) Reflect.deleteProperty(Object(target), field);
}

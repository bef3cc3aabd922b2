import type { ExportScope } from '../domain/export-scope';
import { schemasOf } from './scope-filters';

export interface RestoredFiles {
  /** The directory object into whose path the files are copied. */
  readonly directory: string;
  readonly dumpTemplate: string;
  readonly dumpFiles: readonly string[];
  readonly scope: ExportScope;
}

/** More names than this make the line unreadable: then the template finds them. */
const mostNames = 8;

/**
 * The impdp command for restored dump files, on one line, without a remap: `remapExamples` has those to add.
 * %L templates are read from 01 on, as they were written (12.2 and later).
 */
export function impdpLine({ directory, dumpTemplate, dumpFiles, scope }: RestoredFiles): string {
  const names = dumpFiles.length > 0 && dumpFiles.length <= mostNames ? dumpFiles.join(',') : dumpTemplate;
  return [
    'impdp system@SERVICE',
    `directory=${shellWord(directory)}`,
    `dumpfile=${shellWord(names)}`,
    `logfile=${shellWord(dumpTemplate.replace('_%L.dmp', '_import.log'))}`,
    modeOf(scope),
  ].join(' ');
}

/** What to add to bring the objects back under other names, beside those that are there. */
export function remapExamples(scope: ExportScope): readonly string[] {
  const [schema = 'SCHEMA'] = schemasOf(scope) ?? [];
  return [
    `remap_schema=${shellWord(`${schema}:${schema}_RESTORED`)}`,
    'remap_tablespace=OLD:NEW',
    'transform=oid:n',
    'table_exists_action=skip',
  ];
}

function modeOf(scope: ExportScope): string {
  if (scope.mode === 'full') return 'full=y';
  if (scope.mode === 'schema') return `schemas=${shellWord(scope.schemas.map(importName).join(','))}`;
  return `tables=${shellWord(scope.tables.map((name) => name.split('.').map(importName).join('.')).join(','))}`;
}

/** impdp reads bare names as upper case. */
const importName = (name: string): string => (/^[A-Z][A-Z0-9_$#]*$/.test(name) ? name : `"${name}"`);

/** Quoted for a POSIX shell where it must be. */
function shellWord(word: string): string {
  return /^[\w%+,./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

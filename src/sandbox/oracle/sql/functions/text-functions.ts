import type { DatabaseSync } from 'node:sqlite';

import { registerStrict } from './strict-function';

/** An empty text is NULL. */
function orNull(text: string): string | null {
  return text === '' ? null : text;
}

/** Text functions that count characters as Oracle does, and know more than ASCII. */
export function registerTextFunctions(connection: DatabaseSync): void {
  registerStrict(connection, 'o_upper', (text) => String(text).toUpperCase());
  registerStrict(connection, 'o_lower', (text) => String(text).toLowerCase());
  registerStrict(connection, 'o_initcap', (text) =>
    String(text)
      .toLowerCase()
      .replaceAll(/[\p{L}\p{N}]+/gu, (word) => word.charAt(0).toUpperCase() + word.slice(1)),
  );
  registerStrict(connection, 'o_substr', (text, start, length) =>
    orNull(substring(Array.from(String(text)), Number(start), length === undefined ? Infinity : Number(length))),
  );
  registerStrict(connection, 'o_instr', (text, wanted, start, occurrence) =>
    BigInt(find(String(text), String(wanted), Number(start), Number(occurrence))),
  );
  registerStrict(connection, 'o_pad_left', (text, width, filling) => orNull(pad(text, width, filling, 'left')));
  registerStrict(connection, 'o_pad_right', (text, width, filling) => orNull(pad(text, width, filling, 'right')));
  registerStrict(connection, 'o_translate', (text, from, to) =>
    orNull(translate(String(text), Array.from(String(from)), Array.from(String(to)))),
  );
  connection.function('o_like', { deterministic: true }, (text, pattern, escape) =>
    text === null || pattern === null
      ? null
      : Number(likePattern(String(pattern), escape as string | null).test(String(text))),
  );
}

function substring(characters: readonly string[], start: number, length: number): string {
  if (length < 1) return '';
  const from = start === 0 ? 0 : start > 0 ? Math.trunc(start) - 1 : characters.length + Math.trunc(start);
  return from < 0 ? '' : characters.slice(from, from + Math.trunc(length)).join('');
}

function find(text: string, wanted: string, start: number, occurrence: number): number {
  let at = start - 2;
  for (let found = 0; found < occurrence; found += 1) {
    at = text.indexOf(wanted, at + 1);
    if (at === -1) return 0;
  }
  return at + 1;
}

function pad(text: unknown, width: unknown, filling: unknown, side: 'left' | 'right'): string {
  const characters = String(text);
  const wanted = Math.max(0, Number(width));
  if (characters.length >= wanted) return characters.slice(0, wanted);
  return side === 'left' ? characters.padStart(wanted, String(filling)) : characters.padEnd(wanted, String(filling));
}

function translate(text: string, from: readonly string[], to: readonly string[]): string {
  return Array.from(text)
    .map((character) => (from.includes(character) ? (to[from.indexOf(character)] ?? '') : character))
    .join('');
}

function escaped(character: string): string {
  return character.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, String.raw`\$&`);
}

const patterns = new Map<string, RegExp>();

/** LIKE tells upper from lower case, which SQLite's own does not. */
function likePattern(pattern: string, escape: string | null): RegExp {
  const key = `${escape ?? ''}\n${pattern}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  let source = '';
  const characters = Array.from(pattern);
  for (let at = 0; at < characters.length; at += 1) {
    const character = characters[at] ?? '';
    if (character === escape) source += escaped(characters[++at] ?? '');
    else if (character === '%') source += '.*';
    else source += character === '_' ? '.' : escaped(character);
  }
  const made = new RegExp(`^${source}$`, 'su');
  if (patterns.size > 500) patterns.clear();
  patterns.set(key, made);
  return made;
}

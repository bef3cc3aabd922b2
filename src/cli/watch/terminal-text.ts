import { stripVTControlCharacters, styleText } from 'node:util';

/** How a piece of a line looks where colours are wanted; nothing is said by colour alone. */
export type Tone = 'bold' | 'dim' | 'green' | 'yellow' | 'red' | 'cyan';
export type Span = string | readonly [tone: Tone, text: string];
export type Line = readonly Span[];

const textOf = (span: Span): string => (typeof span === 'string' ? span : span[1]);

/** Text from elsewhere (a reason, a message) on one line, without anything that a terminal would obey. */
export const tame = (text: string): string =>
  stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim();

/** A line for the terminal: at most so many characters, the last one … where it was cut. */
export function paint(line: Line, width: number, hasColour: boolean): string {
  let room = width;
  const painted: string[] = [];
  for (const span of line) {
    if (room <= 0) break;
    const letters = Array.from(textOf(span));
    const isLast = span === line.at(-1);
    const fits = letters.length < room || (isLast && letters.length === room);
    const text = fits ? letters.join('') : `${letters.slice(0, room - 1).join('')}…`;
    room = fits ? room - letters.length : 0;
    painted.push(typeof span === 'string' || !hasColour ? text : styleText(span[0], text, { validateStream: false }));
  }
  return painted.join('').trimEnd();
}

/**
 * Words on as many lines as they need; a word that is longer than a line is left to be cut.
 * @param mostLines where they need more, the last one ends in …
 */
export function wrap(text: string, width: number, mostLines = Number.POSITIVE_INFINITY): readonly string[] {
  const lines: string[] = [];
  for (const word of tame(text).split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  if (lines.length <= mostLines) return lines;
  return lines.slice(0, mostLines).map((line, i) => (i === mostLines - 1 ? `${line.slice(0, width - 2)} …` : line));
}

/** @param fraction 0 to 1; null: not known, which is an empty bar. */
export function bar(fraction: number | null, width: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, fraction ?? 0)) * width);
  return '█'.repeat(filled) + '░'.repeat(width - filled);
}

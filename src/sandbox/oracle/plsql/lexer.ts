/** Where something stands in the block, both from 1, and its offset from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export type TokenKind = 'word' | 'quoted' | 'text' | 'number' | 'bind' | 'symbol' | 'end';

export interface Token extends Position {
  readonly kind: TokenKind;
  /** Words in upper case, quoted words and texts without their quotes, binds without the colon. */
  readonly value: string;
  readonly end: number;
}

const patterns: readonly (readonly [TokenKind | 'space', RegExp])[] = [
  ['space', /(?:\s|--[^\n]*|\/\*[\s\S]*?\*\/)+/y],
  ['text', /[nN]?'(?:[^']|'')*'/y],
  ['quoted', /"[^"\n]+"/y],
  ['bind', /:\s*(?:[A-Za-z][\w$#]*|\d+|"[^"\n]+")/y],
  ['word', /\p{L}[\p{L}\p{N}_$#]*/uy],
  ['number', /(?:\d+(?:\.(?!\.)\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y],
  ['symbol', /:=|=>|\.\.|\*\*|\|\||<>|!=|~=|\^=|<=|>=|<<|>>|[-+*/()<>=,;.%@:]/y],
];

const quoteEnds: Readonly<Record<string, string>> = { '[': ']', '(': ')', '{': '}', '<': '>' };

/** Splits a block into tokens. An unknown character becomes a symbol, which the parser then refuses. */
export function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  let line = 1;
  let lineStart = 0;
  while (offset < source.length) {
    const { kind, raw } = next(source, offset);
    const position = { line, column: offset - lineStart + 1, offset };
    if (kind !== 'space') tokens.push({ ...position, kind, value: valueOf(kind, raw), end: offset + raw.length });
    for (let at = raw.indexOf('\n'); at !== -1; at = raw.indexOf('\n', at + 1)) {
      line += 1;
      lineStart = offset + at + 1;
    }
    offset += raw.length;
  }
  tokens.push({ kind: 'end', value: 'end-of-file', line, column: offset - lineStart + 1, offset, end: offset });
  return tokens;
}

function next(source: string, offset: number): { kind: TokenKind | 'space'; raw: string } {
  const quoted = alternativeQuote(source, offset);
  if (quoted !== undefined) return { kind: 'text', raw: quoted };
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = offset;
    const raw = pattern.exec(source)?.[0];
    if (raw !== undefined) return { kind, raw };
  }
  return { kind: 'symbol', raw: source[offset] ?? '' };
}

/** q'[text]': the text ends where the closing delimiter is followed by a quote. */
function alternativeQuote(source: string, offset: number): string | undefined {
  const opening = /^[nN]?[qQ]'(\S)/.exec(source.slice(offset, offset + 4));
  if (opening === null) return undefined;
  const delimiter = opening[1] ?? '';
  const end = source.indexOf(`${quoteEnds[delimiter] ?? delimiter}'`, offset + opening[0].length);
  return end === -1 ? undefined : source.slice(offset, end + 2);
}

function valueOf(kind: TokenKind, raw: string): string {
  switch (kind) {
    case 'word':
      return raw.toUpperCase();
    case 'quoted':
      return raw.slice(1, -1);
    case 'bind':
      return bindName(raw.slice(1).trim());
    case 'text':
      return /^[nN]?[qQ]/.test(raw)
        ? raw.slice(raw.indexOf("'") + 2, -2)
        : raw.slice(raw.indexOf("'") + 1, -1).replaceAll("''", "'");
    default:
      return raw;
  }
}

function bindName(raw: string): string {
  return raw.startsWith('"') ? raw.slice(1, -1) : raw.toUpperCase();
}

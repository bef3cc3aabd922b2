import { parseReference } from './expression-parser';
import type { Position, Token } from './lexer';
import type { ExpressionNode, SqlNode, StatementNode } from './syntax-tree';
import type { TokenStream } from './token-stream';

/** SELECT … INTO …, INSERT, UPDATE, DELETE, MERGE: kept as text, without the INTO list, up to the semicolon. */
export function parseStaticSql(tokens: TokenStream): StatementNode {
  const at = tokens.here();
  const isQuery = tokens.is('SELECT') || tokens.is('WITH');
  const pieces: Token[][] = [[]];
  let into: readonly ExpressionNode[] = [];
  let depth = 0;
  while (!(tokens.is(';') && depth === 0)) {
    if (tokens.peek().kind === 'end') throw tokens.unexpected(';');
    if (tokens.is('(')) depth += 1;
    if (tokens.is(')')) depth -= 1;
    if (isQuery && depth === 0 && pieces.length === 1 && tokens.accept('INTO') !== undefined) {
      into = parseTargets(tokens);
      pieces.push([]);
    } else pieces.at(-1)?.push(tokens.take());
  }
  if (isQuery && into.length === 0) throw tokens.unexpected('. ( , * @ % & - + / at mod remainder rem into');
  return { ...at, kind: 'sql', sql: sqlNode(tokens.source, pieces), into };
}

/** The comma list after INTO. */
export function parseTargets(tokens: TokenStream): readonly ExpressionNode[] {
  const targets: ExpressionNode[] = [];
  do targets.push(parseTarget(tokens));
  while (tokens.accept(',') !== undefined);
  return targets;
}

/** Something that may be assigned to: a bind or a reference. */
export function parseTarget(tokens: TokenStream): ExpressionNode {
  const token = tokens.peek();
  if (token.kind !== 'bind') return parseReference(tokens);
  const at: Position = tokens.here();
  tokens.take();
  return { ...at, kind: 'bind', name: token.value };
}

function sqlNode(source: string, pieces: readonly (readonly Token[])[]): SqlNode {
  let text = '';
  const names: SqlNode['names'][number][] = [];
  for (const piece of pieces) {
    const [first, last] = [piece[0], piece.at(-1)];
    if (first === undefined || last === undefined) continue;
    if (text !== '') text += ' ';
    for (const [index, token] of piece.entries()) {
      const isMember = piece[index - 1]?.value === '.' || ['.', '('].includes(piece[index + 1]?.value ?? '');
      if (token.kind !== 'bind' && (token.kind !== 'word' || isMember)) continue;
      const start = text.length + token.offset - first.offset;
      const { kind, value: name, line, column, offset } = token;
      names.push({ kind, name, line, column, offset, start, end: start + token.end - token.offset });
    }
    text += source.slice(first.offset, last.end);
  }
  return { text, names };
}

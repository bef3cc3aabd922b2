import { parseExpression } from './expression-parser';
import type { Position } from './lexer';
import type { DeclarationNode, TypeNode } from './syntax-tree';
import type { TokenStream } from './token-stream';

/** `PACKAGE.NAME` as its parts. */
export function parseDotted(tokens: TokenStream): readonly string[] {
  const names = [tokens.name().value];
  while (tokens.accept('.') !== undefined) names.push(tokens.name().value);
  return names;
}

/** One declaration, with its semicolon. */
export function parseDeclaration(tokens: TokenStream): DeclarationNode {
  const at = tokens.here();
  if (tokens.is('PRAGMA')) return parsePragma(tokens, at);
  if (!tokens.isName()) {
    throw tokens.unexpected(
      'begin function pragma procedure subtype type <an identifier> <a double-quoted delimited-identifier>',
    );
  }
  const name = tokens.name().value;
  if (tokens.accept('EXCEPTION') !== undefined) {
    tokens.expect(';');
    return { ...at, kind: 'exception', name };
  }
  const constant = tokens.accept('CONSTANT') !== undefined;
  const type = parseType(tokens);
  const hasInitial = tokens.accept(':=') !== undefined || tokens.accept('DEFAULT') !== undefined;
  const initial = hasInitial ? parseExpression(tokens) : undefined;
  tokens.expect(';', ':= ( @ % not null range default character');
  return { ...at, kind: 'variable', name, type, constant, ...(initial === undefined ? {} : { initial }) };
}

function parsePragma(tokens: TokenStream, at: Position): DeclarationNode {
  tokens.expect('PRAGMA');
  const pragma = tokens.name().value;
  if (pragma !== 'EXCEPTION_INIT') {
    tokens.expect(';');
    return { ...at, kind: 'pragma', name: pragma };
  }
  tokens.expect('(');
  const exception = tokens.name().value;
  tokens.expect(',');
  const sign = tokens.accept('-') === undefined ? 1n : -1n;
  if (!/^\d+$/.test(tokens.peek().value)) throw tokens.unexpected('<a number>');
  const code = sign * BigInt(tokens.take().value);
  tokens.expect(')');
  tokens.expect(';');
  return { ...at, kind: 'exceptionInit', exception, code };
}

/** NUMBER(10,2), VARCHAR2(30 CHAR), SYS.KU$_STATUS, UTL_FILE.FILE_TYPE, TIMESTAMP(6). */
function parseType(tokens: TokenStream): TypeNode {
  const at = tokens.here();
  const names = parseDotted(tokens);
  let size: number | undefined;
  if (tokens.accept('(') !== undefined) {
    if (tokens.peek().kind !== 'number') throw tokens.unexpected('<a number>');
    size = Number(tokens.take().value);
    if (tokens.accept('CHAR') === undefined) tokens.accept('BYTE');
    if (tokens.accept(',') !== undefined) {
      tokens.accept('-');
      tokens.take();
    }
    tokens.expect(')');
  }
  return { ...at, names, ...(size === undefined ? {} : { size }) };
}

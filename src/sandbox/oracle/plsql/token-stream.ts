import { compileError, type CompileError } from './compile-errors';
import type { Position, Token } from './lexer';

const endToken: Token = { kind: 'end', value: 'end-of-file', line: 1, column: 1, offset: 0, end: 0 };

/** Words that cannot be names of variables, so that a forgotten semicolon is found where it is missing. */
const reserved = new Set(
  `ALL AND ANY AS BEGIN BETWEEN BY CASE CHECK COMMIT CONNECT CONSTANT CREATE CURRENT DECLARE DEFAULT DELETE DESC DISTINCT
  DO DROP ELSE ELSIF END EXCEPTION EXCLUSIVE EXECUTE EXIT FETCH FOR FROM FUNCTION GOTO GRANT GROUP HAVING IF IN INSERT
  INTERSECT INTO IS LIKE LOCK LOOP MINUS NOT NOWAIT NULL OF ON OR ORDER PRAGMA PROCEDURE RAISE RETURN RETURNING REVOKE
  ROLLBACK SELECT SHARE START TABLE THEN TO UNION UPDATE USING VALUES WHEN WHERE WHILE WITH`.split(/\s+/),
);

/** The parser's view of the tokens. Whatever does not fit is PLS-00103 at the token that was met. */
export class TokenStream {
  #at = 0;

  constructor(
    readonly source: string,
    readonly tokens: readonly Token[],
  ) {}

  get index(): number {
    return this.#at;
  }

  set index(value: number) {
    this.#at = value;
  }

  peek(ahead = 0): Token {
    return this.tokens[this.#at + ahead] ?? this.tokens.at(-1) ?? endToken;
  }

  take(): Token {
    const token = this.peek();
    if (token.kind !== 'end') this.#at += 1;
    return token;
  }

  is(value: string, ahead = 0): boolean {
    const token = this.peek(ahead);
    return (token.kind === 'word' || token.kind === 'symbol') && token.value === value;
  }

  accept(value: string): Token | undefined {
    return this.is(value) ? this.take() : undefined;
  }

  expect(value: string, ...alternatives: string[]): Token {
    if (!this.is(value)) throw this.unexpected(value, ...alternatives);
    return this.take();
  }

  /** A name that may be declared or referred to. */
  name(): Token {
    if (!this.isName()) throw this.unexpected('<an identifier>', '<a double-quoted delimited-identifier>');
    return this.take();
  }

  isName(ahead = 0): boolean {
    const token = this.peek(ahead);
    return token.kind === 'quoted' || (token.kind === 'word' && !reserved.has(token.value));
  }

  unexpected(...expected: string[]): CompileError {
    const token = this.peek();
    const symbol = token.kind === 'end' ? 'end-of-file' : this.source.slice(token.offset, token.end).toUpperCase();
    return compileError(103, token, symbol, expected.join(' '));
  }

  here(): Position {
    const { line, column, offset } = this.peek();
    return { line, column, offset };
  }
}

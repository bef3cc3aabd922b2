import { tokenize, type Token } from '../../plsql/lexer';
import { serverError } from '../../storage/server-error';
import type { Expression, Query } from './syntax-tree';

/** Words that are no name, in the grammar that is understood here. */
const reserved = new Set(
  `ALL AND ANY AS ASC BETWEEN BY CHECK COMMENT CREATE CURRENT DATE DEFAULT DELETE DESC DISTINCT DROP ELSE EXISTS FOR FROM
   GRANT GROUP HAVING IDENTIFIED IN INDEX INSERT INTERSECT INTO IS LIKE MINUS MODE NOT NULL OF ON OPTION OR ORDER
   PUBLIC RENAME REVOKE ROW SELECT SESSION SET SIZE START SYSDATE TABLE THEN TO UID UNION UNIQUE UPDATE USER VALUES VIEW
   WHERE WITH`.split(/\s+/),
);

/** The two rules that the others lead back to. */
export interface Grammar {
  readonly expression: (reader: TokenReader) => Expression;
  readonly query: (reader: TokenReader) => Query;
}

/** Walks through a statement's tokens. Binds are counted as they come: in SQL each placeholder is one of its own. */
export class TokenReader {
  readonly #tokens: readonly Token[];
  #at = 0;
  #binds = 0;

  constructor(
    readonly statement: string,
    private readonly grammar: Grammar,
  ) {
    this.#tokens = tokenize(statement);
    this.#refuseUnfinished();
  }

  get next(): Token {
    return this.peek(0);
  }

  peek(ahead: number): Token {
    const token = this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1);
    // The lexer always ends with a token of kind 'end'.
    return token as Token;
  }

  take(): Token {
    const token = this.next;
    this.#at += 1;
    return token;
  }

  get atEnd(): boolean {
    return this.next.kind === 'end';
  }

  /** The end of the token before. */
  get lastEnd(): number {
    return this.#tokens[this.#at - 1]?.end ?? 0;
  }

  takeBindIndex(): number {
    this.take();
    return this.#binds++;
  }

  get bindCount(): number {
    return this.#binds;
  }

  /** A condition or a value: which of them is wanted shows when types are known. */
  expression(): Expression {
    return this.grammar.expression(this);
  }

  /** Expressions up to and with the closing parenthesis. */
  expressionList(): readonly Expression[] {
    const list: Expression[] = [];
    do list.push(this.expression());
    while (this.accept(','));
    this.expect(')', 907);
    return list;
  }

  query(): Query {
    return this.grammar.query(this);
  }

  parenthesisedQuery(): Query {
    this.expect('(', 906);
    const query = this.query();
    this.expect(')', 907);
    return query;
  }

  is(...words: readonly string[]): boolean {
    return words.every((word, ahead) => {
      const token = this.peek(ahead);
      return (token.kind === 'word' || token.kind === 'symbol') && token.value === word;
    });
  }

  /** Takes these words or symbols if they all come next. */
  accept(...words: readonly string[]): boolean {
    if (!this.is(...words)) return false;
    this.#at += words.length;
    return true;
  }

  /** Throws the error with that number if something else comes. */
  expect(word: string, errorCode: number): void {
    if (!this.accept(word)) throw this.error(errorCode);
  }

  get isName(): boolean {
    const { kind, value } = this.next;
    return kind === 'quoted' || (kind === 'word' && !reserved.has(value));
  }

  name(errorCode: number): string {
    if (!this.isName) throw this.error(errorCode);
    const { value } = this.take();
    if (Buffer.byteLength(value) > 128) throw this.error(972);
    return value;
  }

  /** One or two names with a point between. */
  qualifiedName(errorCode: number): { owner?: string; name: string; at: number } {
    const at = this.next.offset;
    const first = this.name(errorCode);
    return this.accept('.') ? { owner: first, name: this.name(errorCode), at } : { name: first, at };
  }

  expectEnd(errorCode: number): void {
    if (this.is(';')) throw this.error(911);
    if (!this.atEnd) throw this.error(errorCode);
  }

  error(code: number, ...parameters: readonly string[]): Error {
    return serverError(code, parameters, this.next.offset);
  }

  #refuseUnfinished(): void {
    for (const token of this.#tokens) {
      if (token.kind !== 'symbol') continue;
      if (token.value === "'") throw serverError(1756, [], token.offset);
      if (token.value === '"') throw serverError(1740, [], token.offset);
      if (!/^(?:[-+*/()<>=,;.:@%]|\W{2,3})$/.test(token.value)) throw serverError(911, [], token.offset);
    }
  }
}

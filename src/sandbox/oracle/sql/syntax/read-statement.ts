import { parseExpression } from './parse-expression';
import { parseQuery } from './parse-query';
import { TokenReader } from './token-reader';

/** A reader at the statement's first token. Throws ORA-00911, ORA-01740, ORA-01756. */
export function readStatement(statement: string): TokenReader {
  return new TokenReader(statement, { expression: parseExpression, query: parseQuery });
}

import { tokenize } from './lexer';
import { parseBlock } from './statement-parser';
import type { BlockNode } from './syntax-tree';
import { TokenStream } from './token-stream';

/**
 * Parses a whole anonymous block. What does not fit the grammar is PLS-00103, thrown as a CompileError. The names of
 * the placeholders come in the order of their first appearance, which is the order of the binds.
 */
export function parseAnonymousBlock(source: string): { block: BlockNode; bindNames: readonly string[] } {
  const all = tokenize(source);
  const tokens = new TokenStream(source, all);
  const block = parseBlock(tokens);
  tokens.expect(';');
  tokens.accept('/');
  if (tokens.peek().kind !== 'end') throw tokens.unexpected('end-of-file');
  const bindNames = new Set(all.filter((token) => token.kind === 'bind').map((token) => token.value));
  return { block, bindNames: [...bindNames] };
}

import { parseDeclaration, parseDotted } from './declaration-parser';
import { caseCondition, parseExpression, parseReference } from './expression-parser';
import type { Position } from './lexer';
import { parseStaticSql, parseTarget, parseTargets } from './sql-text-parser';
import type { BlockNode, Branch, DeclarationNode, ExpressionNode, HandlerNode, StatementNode } from './syntax-tree';
import type { TokenStream } from './token-stream';

const statementStarts =
  '( begin case declare exit for if loop mod null raise return select update while with <an identifier> <a double-quoted delimited-identifier> <a bind variable> << continue close current delete fetch lock insert open rollback savepoint set sql execute commit forall merge pipe purge';

/** DECLARE … BEGIN … EXCEPTION … END, without the semicolon after it. */
export function parseBlock(tokens: TokenStream): BlockNode {
  const at = tokens.here();
  const declarations: DeclarationNode[] = [];
  if (tokens.accept('DECLARE') !== undefined) {
    while (!tokens.is('BEGIN')) declarations.push(parseDeclaration(tokens));
  }
  tokens.expect('BEGIN');
  const body = parseStatements(tokens, ['END', 'EXCEPTION']);
  const handlers: HandlerNode[] = [];
  if (tokens.accept('EXCEPTION') !== undefined) {
    do handlers.push(parseHandler(tokens));
    while (tokens.is('WHEN'));
  }
  tokens.expect('END', 'when');
  return { ...at, declarations, body, handlers };
}

function parseHandler(tokens: TokenStream): HandlerNode {
  const at = tokens.here();
  tokens.expect('WHEN');
  const exceptions: (Position & { names: readonly string[] })[] = [];
  if (tokens.accept('OTHERS') === undefined) {
    do {
      const position = tokens.here();
      exceptions.push({ ...position, names: parseDotted(tokens) });
    } while (tokens.accept('OR') !== undefined);
  }
  tokens.expect('THEN', 'or');
  return { ...at, exceptions, body: parseStatements(tokens, ['END', 'WHEN']) };
}

/** Statements up to one of the words that end a list of them; at least one, as the language demands. */
function parseStatements(tokens: TokenStream, ends: readonly string[]): readonly StatementNode[] {
  const statements: StatementNode[] = [];
  do statements.push(parseStatement(tokens));
  while (!ends.some((end) => tokens.is(end)));
  return statements;
}

function parseStatement(tokens: TokenStream): StatementNode {
  const at = tokens.here();
  const statement = keywordStatement(tokens, at) ?? parseAssignmentOrCall(tokens, at);
  tokens.expect(';', ':= . ( % @');
  return statement;
}

function keywordStatement(tokens: TokenStream, at: Position): StatementNode | undefined {
  const token = tokens.peek();
  if (token.kind !== 'word') return undefined;
  switch (token.value) {
    case 'BEGIN':
    case 'DECLARE':
      return { ...at, kind: 'block', block: parseBlock(tokens) };
    case 'IF':
      return parseIf(tokens, at);
    case 'CASE':
      return parseCaseStatement(tokens, at);
    case 'LOOP':
      return { ...at, kind: 'loop', body: parseLoopBody(tokens) };
    case 'WHILE':
    case 'FOR':
      return parseGuardedLoop(tokens, at);
    case 'EXIT':
    case 'CONTINUE':
      return parseExit(tokens, at);
    case 'RAISE':
      return parseRaise(tokens, at);
    case 'EXECUTE':
      return parseExecuteImmediate(tokens, at);
    case 'SELECT':
    case 'WITH':
    case 'INSERT':
    case 'UPDATE':
    case 'DELETE':
    case 'MERGE':
      return parseStaticSql(tokens);
    case 'NULL':
    case 'RETURN':
    case 'COMMIT':
    case 'ROLLBACK':
      tokens.take();
      if (token.value === 'COMMIT' || token.value === 'ROLLBACK') tokens.accept('WORK');
      return { ...at, kind: token.value.toLowerCase() as 'null' | 'return' | 'commit' | 'rollback' };
    default:
      return undefined;
  }
}

function parseAssignmentOrCall(tokens: TokenStream, at: Position): StatementNode {
  if (!tokens.isName() && tokens.peek().kind !== 'bind') throw tokens.unexpected(statementStarts);
  const target = parseTarget(tokens);
  if (target.kind === 'bind' && !tokens.is(':=')) throw tokens.unexpected(':= . ( [ % ;');
  if (tokens.accept(':=') !== undefined) return { ...at, kind: 'assign', target, value: parseExpression(tokens) };
  if (target.kind !== 'reference') throw tokens.unexpected(':=');
  return { ...at, kind: 'call', reference: target };
}

function parseIf(tokens: TokenStream, at: Position): StatementNode {
  const branches: Branch<readonly StatementNode[]>[] = [];
  do {
    tokens.take();
    const condition = parseExpression(tokens);
    tokens.expect('THEN', 'and', 'or');
    branches.push({ condition, result: parseStatements(tokens, ['ELSIF', 'ELSE', 'END']) });
  } while (tokens.is('ELSIF'));
  const otherwise = tokens.accept('ELSE') === undefined ? [] : parseStatements(tokens, ['END']);
  tokens.expect('END');
  tokens.expect('IF');
  return { ...at, kind: 'if', branches, otherwise };
}

function parseCaseStatement(tokens: TokenStream, at: Position): StatementNode {
  tokens.expect('CASE');
  const selector = tokens.is('WHEN') ? undefined : parseExpression(tokens);
  const branches: Branch<readonly StatementNode[]>[] = [];
  while (tokens.accept('WHEN') !== undefined) {
    const condition = caseCondition(selector, parseExpression(tokens));
    tokens.expect('THEN');
    branches.push({ condition, result: parseStatements(tokens, ['WHEN', 'ELSE', 'END']) });
  }
  const raiseCaseNotFound: StatementNode = { ...at, kind: 'raise', exception: { ...at, names: ['CASE_NOT_FOUND'] } };
  const otherwise = tokens.accept('ELSE') === undefined ? [raiseCaseNotFound] : parseStatements(tokens, ['END']);
  tokens.expect('END');
  tokens.expect('CASE');
  return { ...at, kind: 'if', branches, otherwise };
}

function parseLoopBody(tokens: TokenStream): readonly StatementNode[] {
  tokens.expect('LOOP');
  const body = parseStatements(tokens, ['END']);
  tokens.expect('END');
  tokens.expect('LOOP');
  return body;
}

function parseGuardedLoop(tokens: TokenStream, at: Position): StatementNode {
  if (tokens.accept('WHILE') !== undefined) {
    const condition = parseExpression(tokens);
    return { ...at, kind: 'while', condition, body: parseLoopBody(tokens) };
  }
  tokens.expect('FOR');
  const index = tokens.name().value;
  tokens.expect('IN');
  const reverse = tokens.accept('REVERSE') !== undefined;
  const from = parseExpression(tokens);
  tokens.expect('..', '* & - + / at loop mod remainder rem');
  const to = parseExpression(tokens);
  return { ...at, kind: 'for', index, reverse, from, to, body: parseLoopBody(tokens) };
}

function parseExit(tokens: TokenStream, at: Position): StatementNode {
  const kind = tokens.take().value === 'EXIT' ? 'exit' : 'continue';
  return tokens.accept('WHEN') === undefined ? { ...at, kind } : { ...at, kind, when: parseExpression(tokens) };
}

function parseRaise(tokens: TokenStream, at: Position): StatementNode {
  tokens.expect('RAISE');
  if (tokens.is(';')) return { ...at, kind: 'raise' };
  const { line, column, offset, steps } = parseReference(tokens);
  return { ...at, kind: 'raise', exception: { line, column, offset, names: steps.map((step) => step.name) } };
}

function parseExecuteImmediate(tokens: TokenStream, at: Position): StatementNode {
  tokens.expect('EXECUTE');
  tokens.expect('IMMEDIATE');
  const sql = parseExpression(tokens);
  const into = tokens.accept('INTO') === undefined ? [] : parseTargets(tokens);
  const using: ExpressionNode[] = [];
  if (tokens.accept('USING') !== undefined) {
    do {
      tokens.accept('IN');
      using.push(parseExpression(tokens));
    } while (tokens.accept(',') !== undefined);
  }
  return { ...at, kind: 'executeImmediate', sql, into, using };
}

/** What the protocol has to know of a statement before the engine has seen it. */
export type StatementKind = 'query' | 'block' | 'dml' | 'other';

const kinds = new Map<string, StatementKind>([
  ['SELECT', 'query'],
  ['WITH', 'query'],
  ['BEGIN', 'block'],
  ['DECLARE', 'block'],
  ['CALL', 'block'],
  ['INSERT', 'dml'],
  ['UPDATE', 'dml'],
  ['DELETE', 'dml'],
  ['MERGE', 'dml'],
]);

const leadingNoise = /^(?:\s+|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/|<<[^>]*>>|\()+/u;

/** By the first word, behind comments, labels and parentheses, as drivers do it. */
export function statementKind(sql: string): StatementKind {
  const word = /^[A-Za-z]+/u.exec(sql.replace(leadingNoise, ''))?.[0] ?? '';
  return kinds.get(word.toUpperCase()) ?? 'other';
}

/** DML with RETURNING … INTO has binds for which the client sends no values. */
export function returnsInto(sql: string): boolean {
  return statementKind(sql) === 'dml' && /\bRETURN(?:ING)?\b[\s\S]*\bINTO\s*:/iu.test(sql);
}

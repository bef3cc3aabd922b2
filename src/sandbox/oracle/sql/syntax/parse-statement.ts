import { parseCreateDirectory, parseDropUser, parseUser, type AccountDdl } from './parse-account';
import { parseComment, parseCreateTable, parseDropTable, parseTruncate, type TableDdl } from './parse-ddl';
import { parseDelete, parseInsert, parseUpdate, type Delete, type Insert, type Update } from './parse-dml';
import { parseGrant, type GrantStatement } from './parse-grant';
import { readStatement } from './read-statement';
import type { Query } from './syntax-tree';
import type { TokenReader } from './token-reader';

export type Statement =
  | { readonly kind: 'query'; readonly query: Query }
  /** The rest is still to be read: it depends on the session what it means. */
  | { readonly kind: 'alterSession' }
  | { readonly kind: 'commit' }
  | { readonly kind: 'rollback' }
  | Insert
  | Update
  | Delete
  | TableDdl
  | AccountDdl
  | GrantStatement;

/** Statements that a server has and the stand-in has not. */
const unimplemented =
  `ANALYZE ASSOCIATE AUDIT CALL DISASSOCIATE EXPLAIN FLASHBACK LOCK MERGE NOAUDIT PURGE RENAME SAVEPOINT SET
  ALTER CREATE DROP COMMENT TRUNCATE`.split(/\s+/);

/** Throws the server's parse errors, with the offset. */
export function parseStatement(sql: string): {
  readonly statement: Statement;
  readonly bindCount: number;
  readonly reader: TokenReader;
} {
  const reader = readStatement(sql);
  const statement = parse(reader);
  if (statement.kind !== 'alterSession') reader.expectEnd(933);
  return { statement, bindCount: reader.bindCount, reader };
}

function parse(reader: TokenReader): Statement {
  if (reader.is('SELECT') || reader.is('WITH')) return { kind: 'query', query: reader.query() };
  if (reader.is('(', 'SELECT')) return { kind: 'query', query: reader.parenthesisedQuery() };
  if (reader.accept('INSERT')) return parseInsert(reader);
  if (reader.accept('UPDATE')) return parseUpdate(reader);
  if (reader.accept('DELETE')) return parseDelete(reader);
  if (reader.accept('COMMIT')) return endTransaction(reader, 'commit');
  if (reader.accept('ROLLBACK')) return endTransaction(reader, 'rollback');
  if (reader.accept('ALTER', 'SESSION')) return { kind: 'alterSession' };
  if (reader.accept('GRANT')) return parseGrant(reader, 'grant');
  if (reader.accept('REVOKE')) return parseGrant(reader, 'revoke');
  const ddl = parseDdl(reader);
  if (ddl !== undefined) return ddl;
  throw reader.error(unimplemented.some((word) => reader.is(word)) ? 3001 : 900);
}

function endTransaction(reader: TokenReader, kind: 'commit' | 'rollback'): Statement {
  reader.accept('WORK');
  return { kind };
}

function parseDdl(reader: TokenReader): TableDdl | AccountDdl | undefined {
  if (reader.accept('CREATE', 'TABLE')) return parseCreateTable(reader);
  if (reader.accept('DROP', 'TABLE')) return parseDropTable(reader);
  if (reader.accept('TRUNCATE', 'TABLE')) return parseTruncate(reader);
  if (reader.accept('COMMENT', 'ON', 'TABLE')) return parseComment(reader);
  if (reader.accept('CREATE', 'USER')) return parseUser(reader, 'createUser');
  if (reader.accept('ALTER', 'USER')) return parseUser(reader, 'alterUser');
  if (reader.accept('DROP', 'USER')) return parseDropUser(reader);
  if (reader.accept('CREATE', 'ROLE')) return { kind: 'createRole', name: reader.name(1935) };
  if (reader.accept('DROP', 'ROLE')) return { kind: 'dropRole', name: reader.name(1935) };
  if (reader.accept('CREATE', 'DIRECTORY')) return parseCreateDirectory(reader, false);
  if (reader.accept('CREATE', 'OR', 'REPLACE', 'DIRECTORY')) return parseCreateDirectory(reader, true);
  if (reader.accept('DROP', 'DIRECTORY')) return { kind: 'dropDirectory', name: reader.name(903) };
  return undefined;
}

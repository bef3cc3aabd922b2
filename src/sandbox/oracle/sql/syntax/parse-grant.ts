import type { TableName } from './syntax-tree';
import type { TokenReader } from './token-reader';

export interface GrantStatement {
  readonly kind: 'grant' | 'revoke';
  /** System privileges, roles or, with `on`, object privileges, in words. */
  readonly privileges: readonly { readonly name: string; readonly at: number }[];
  readonly on?: TableName & { readonly isDirectory: boolean };
  readonly grantees: readonly { readonly name: string; readonly at: number }[];
  readonly grantable: boolean;
}

/** After GRANT or REVOKE. */
export function parseGrant(reader: TokenReader, kind: 'grant' | 'revoke'): GrantStatement {
  const privileges: GrantStatement['privileges'][number][] = [];
  const preposition = kind === 'grant' ? 'TO' : 'FROM';
  do privileges.push(readPrivilege(reader, preposition));
  while (reader.accept(','));
  const on = reader.accept('ON') ? readObject(reader) : undefined;
  reader.expect(preposition, 905);
  const grantees: GrantStatement['grantees'][number][] = [];
  do {
    const at = reader.next.offset;
    grantees.push({ at, name: reader.accept('PUBLIC') ? 'PUBLIC' : reader.name(987) });
  } while (reader.accept(','));
  if (reader.is('IDENTIFIED')) throw reader.error(3001);
  let grantable = false;
  for (;;) {
    if (reader.accept('WITH', 'GRANT', 'OPTION')) grantable = true;
    else if (reader.accept('CONTAINER', '=')) reader.take();
    else if (!reader.accept('WITH', 'ADMIN', 'OPTION') && !reader.accept('CASCADE', 'CONSTRAINTS')) break;
  }
  return { kind, privileges, ...(on === undefined ? {} : { on }), grantees, grantable };
}

function readPrivilege(reader: TokenReader, preposition: string): { name: string; at: number } {
  const at = reader.next.offset;
  const words: string[] = [];
  while (!reader.atEnd && !reader.is(',') && !reader.is('ON') && !reader.is(preposition)) {
    if (reader.is('(')) throw reader.error(3001);
    words.push(reader.take().value);
  }
  if (words.length === 0) throw reader.error(990);
  return { name: words.join(' '), at };
}

function readObject(reader: TokenReader): TableName & { isDirectory: boolean } {
  const isDirectory = reader.accept('DIRECTORY');
  return { ...reader.qualifiedName(903), isDirectory };
}

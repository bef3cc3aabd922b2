import type { TokenReader } from './token-reader';

export interface UserChange {
  readonly name: string;
  readonly at: number;
  readonly password?: string;
  readonly defaultTablespace?: string;
  readonly quotas: Readonly<Record<string, number | 'unlimited'>>;
  readonly locked?: boolean;
}

export type AccountDdl =
  | ({ readonly kind: 'createUser' | 'alterUser' } & UserChange)
  | { readonly kind: 'dropUser'; readonly name: string; readonly cascade: boolean }
  | { readonly kind: 'createRole' | 'dropRole'; readonly name: string }
  | { readonly kind: 'createDirectory'; readonly name: string; readonly path: string; readonly replace: boolean }
  | { readonly kind: 'dropDirectory'; readonly name: string };

/** After CREATE USER or ALTER USER. */
export function parseUser(reader: TokenReader, kind: 'createUser' | 'alterUser'): AccountDdl {
  const at = reader.next.offset;
  const name = reader.name(1935);
  const change: { -readonly [K in keyof UserChange]: UserChange[K] } & {
    quotas: Record<string, number | 'unlimited'>;
  } = {
    name,
    at,
    quotas: {},
  };
  if (kind === 'createUser' && !reader.is('IDENTIFIED') && !reader.is('NO')) throw reader.error(1935);
  while (!reader.atEnd && !reader.is(';')) {
    if (reader.accept('IDENTIFIED', 'BY')) change.password = readPassword(reader);
    else if (reader.accept('DEFAULT', 'TABLESPACE')) change.defaultTablespace = reader.name(959);
    else if (reader.accept('QUOTA')) {
      const size = readSize(reader);
      reader.expect('ON', 969);
      change.quotas[reader.name(959)] = size;
    } else if (reader.accept('ACCOUNT', 'LOCK')) change.locked = true;
    else if (reader.accept('ACCOUNT', 'UNLOCK')) change.locked = false;
    else skipClause(reader);
  }
  return { kind, ...change };
}

/** A name, or anything in double quotes. Passwords keep their case only in quotes in the lexer, so the text is read. */
function readPassword(reader: TokenReader): string {
  const { kind, value, offset, end } = reader.next;
  if (kind !== 'word' && kind !== 'quoted') throw reader.error(1994);
  reader.take();
  return kind === 'quoted' ? value : reader.statement.slice(offset, end);
}

const unitBytes: Readonly<Record<string, number>> = { '': 1, K: 1024, M: 1024 ** 2, G: 1024 ** 3, T: 1024 ** 4 };

function readSize(reader: TokenReader): number | 'unlimited' {
  if (reader.accept('UNLIMITED')) return 'unlimited';
  if (reader.next.kind !== 'number') throw reader.error(2180);
  const amount = Number(reader.take().value);
  const unit = ['K', 'M', 'G', 'T'].find((letter) => reader.accept(letter)) ?? '';
  return amount * (unitBytes[unit] ?? 1);
}

const harmless = [['TEMPORARY', 'TABLESPACE'], ['PROFILE'], ['CONTAINER', '='], ['DEFAULT', 'ROLE']] as const;

function skipClause(reader: TokenReader): void {
  if (reader.accept('PASSWORD', 'EXPIRE')) return;
  if (!harmless.some((words) => reader.accept(...words))) throw reader.error(922);
  reader.take();
}

/** After CREATE [OR REPLACE] DIRECTORY. */
export function parseCreateDirectory(reader: TokenReader, replace: boolean): AccountDdl {
  const name = reader.name(903);
  reader.expect('AS', 905);
  if (reader.next.kind !== 'text') throw reader.error(1780);
  return { kind: 'createDirectory', name, path: reader.take().value, replace };
}

/** After DROP USER. */
export function parseDropUser(reader: TokenReader): AccountDdl {
  const name = reader.name(1935);
  return { kind: 'dropUser', name, cascade: reader.accept('CASCADE') };
}

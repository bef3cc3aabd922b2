import { serverError } from '../../storage/server-error';
import { instanceFacts } from '../session/instance-facts';
import type { SqlSession } from '../session/sql-session';
import type { TokenReader } from '../syntax/token-reader';
import { dateElements } from '../values/format-date';

/** Parameters that may be set and change nothing here. */
const accepted = new Set([
  'TIME_ZONE',
  'EDITION',
  'OPTIMIZER_MODE',
  'STATISTICS_LEVEL',
  'EVENTS',
  'TRACEFILE_IDENTIFIER',
  'RESUMABLE_TIMEOUT',
  'DDL_LOCK_TIMEOUT',
  'ISOLATION_LEVEL',
  'CURSOR_SHARING',
  'PARALLEL_DEGREE_POLICY',
  'SQL_TRACE',
]);

/** After ALTER SESSION: SET parameter = value …, ENABLE | DISABLE …. */
export function alterSession(reader: TokenReader, session: SqlSession): void {
  if (reader.accept('ENABLE') || reader.accept('DISABLE')) {
    while (!reader.atEnd) reader.take();
    return;
  }
  if (!reader.accept('SET')) throw reader.error(2248);
  do {
    const at = reader.next.offset;
    const name = reader.take().value;
    reader.expect('=', 2248);
    if (reader.atEnd) throw reader.error(2248);
    const negative = reader.accept('-') ? '-' : '';
    const { value } = reader.take();
    set(name, `${negative}${value}`, session, at);
  } while (!reader.atEnd && !reader.is(';'));
  reader.expectEnd(933);
}

function set(name: string, value: string, session: SqlSession, at: number): void {
  if (session.nls.has(name)) {
    if (name === 'NLS_DATE_FORMAT' || name === 'NLS_TIMESTAMP_FORMAT') dateElements(value);
    session.nls.set(name, value);
    return;
  }
  if (name === 'CURRENT_SCHEMA') {
    if (session.database.users.find(value) === undefined) throw serverError(1435, [], at);
    session.currentSchema = value;
    return;
  }
  if (name === 'CONTAINER') {
    if (value.toUpperCase() !== instanceFacts(session.database).pdbName) throw serverError(65011, [value], at);
    return;
  }
  if (!accepted.has(name)) throw serverError(2248, [], at);
}

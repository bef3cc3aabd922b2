import { parseValue } from './parse-expression';
import type { FromItem, Join, OrderItem, Query, Select, SelectItem } from './syntax-tree';
import type { TokenReader } from './token-reader';

const setOperators = ['UNION', 'MINUS', 'INTERSECT'] as const;

/** From SELECT to the end of ORDER BY and FETCH FIRST. */
export function parseQuery(reader: TokenReader): Query {
  if (reader.is('WITH')) throw reader.error(3001);
  const first = parseSelect(reader);
  const rest: Query['rest'][number][] = [];
  for (;;) {
    const word = setOperators.find((operator) => reader.accept(operator));
    if (word === undefined) break;
    const operator = word === 'UNION' && reader.accept('ALL') ? 'UNION ALL' : word;
    rest.push({ operator, select: parseSelect(reader) });
  }
  const orderBy = parseOrderBy(reader);
  const window = parseRowLimit(reader);
  acceptForUpdate(reader);
  return { first, rest, orderBy, ...window };
}

function parseSelect(reader: TokenReader): Select {
  const at = reader.next.offset;
  reader.expect('SELECT', 928);
  const distinct = reader.accept('DISTINCT') || reader.accept('UNIQUE');
  if (!distinct) reader.accept('ALL');
  const items: SelectItem[] = [];
  do items.push(parseItem(reader));
  while (reader.accept(','));
  // 23ai takes a SELECT without FROM; whoever runs it decides.
  const from = reader.accept('FROM') ? parseFrom(reader) : [];
  if (from.length === 0 && !reader.atEnd && !reader.is(')') && !reader.is(';')) throw reader.error(923);
  const where = reader.accept('WHERE') ? reader.expression() : undefined;
  const groupBy = reader.accept('GROUP', 'BY') ? parseList(reader) : [];
  const having = reader.accept('HAVING') ? reader.expression() : undefined;
  return {
    at,
    distinct,
    items,
    from,
    groupBy,
    ...(where === undefined ? {} : { where }),
    ...(having === undefined ? {} : { having }),
  };
}

function parseList(reader: TokenReader): readonly Select['groupBy'][number][] {
  const list = [];
  do list.push(parseValue(reader));
  while (reader.accept(','));
  return list;
}

function parseItem(reader: TokenReader): SelectItem {
  const at = reader.next.offset;
  if (reader.accept('*')) return { expression: { kind: 'star', at }, text: '*' };
  const expression = reader.expression();
  const text = reader.statement.slice(at, reader.lastEnd);
  if (reader.accept('AS')) return { expression, text, alias: reader.name(923) };
  return reader.isName ? { expression, text, alias: reader.name(923) } : { expression, text };
}

function parseFrom(reader: TokenReader): readonly Join[] {
  const joins: Join[] = [];
  do {
    joins.push({ item: parseFromItem(reader), type: 'cross' });
    for (let join = parseJoin(reader); join !== undefined; join = parseJoin(reader)) joins.push(join);
  } while (reader.accept(','));
  return joins;
}

function parseJoin(reader: TokenReader): Join | undefined {
  if (reader.accept('CROSS', 'JOIN')) return { item: parseFromItem(reader), type: 'cross' };
  if (reader.is('RIGHT') || reader.is('FULL') || reader.is('NATURAL')) throw reader.error(3001);
  const left = reader.accept('LEFT', 'OUTER', 'JOIN') || reader.accept('LEFT', 'JOIN');
  if (!left && !reader.accept('INNER', 'JOIN') && !reader.accept('JOIN')) return undefined;
  const item = parseFromItem(reader);
  if (reader.is('USING')) throw reader.error(3001);
  reader.expect('ON', 905);
  return { item, type: left ? 'left' : 'inner', on: reader.expression() };
}

/** Words that may follow a table's name and are no alias. */
const notAlias = [
  'LEFT',
  'RIGHT',
  'FULL',
  'INNER',
  'CROSS',
  'NATURAL',
  'JOIN',
  'USING',
  'OFFSET',
  'FETCH',
  'PARTITION',
];

function parseFromItem(reader: TokenReader): FromItem {
  if (reader.is('(')) {
    const query = reader.parenthesisedQuery();
    return { kind: 'query', query, ...parseAlias(reader) };
  }
  const table = reader.qualifiedName(903);
  if (reader.is('@') || reader.is('PARTITION') || reader.is('SAMPLE')) throw reader.error(3001);
  if (!reader.accept('AS', 'OF')) return { kind: 'table', table, ...parseAlias(reader) };
  const unit = (['SCN', 'TIMESTAMP'] as const).find((word) => reader.accept(word));
  if (unit === undefined) throw reader.error(905);
  return { kind: 'table', table, asOf: { unit, value: parseValue(reader) }, ...parseAlias(reader) };
}

function parseAlias(reader: TokenReader): { alias?: string } {
  if (!reader.isName || notAlias.some((word) => reader.is(word))) return {};
  return { alias: reader.name(933) };
}

function parseOrderBy(reader: TokenReader): readonly OrderItem[] {
  if (!reader.accept('ORDER', 'BY')) return [];
  const items: OrderItem[] = [];
  do {
    const expression = reader.expression();
    const descending = reader.accept('DESC');
    if (!descending) reader.accept('ASC');
    const nulls = (['FIRST', 'LAST'] as const).find((end) => reader.accept('NULLS', end));
    items.push({ expression, descending, ...(nulls === undefined ? {} : { nulls }) });
  } while (reader.accept(','));
  return items;
}

/** [OFFSET n ROWS] [FETCH FIRST n ROWS ONLY]. */
function parseRowLimit(reader: TokenReader): Pick<Query, 'limit' | 'offset'> {
  const offset = reader.accept('OFFSET') ? parseValue(reader) : undefined;
  if (offset !== undefined) expectRows(reader);
  const fetch = reader.accept('FETCH', 'FIRST') || reader.accept('FETCH', 'NEXT');
  if (!fetch) return offset === undefined ? {} : { offset };
  const at = reader.next.offset;
  const limit =
    reader.is('ROW') || reader.is('ROWS') ? ({ kind: 'number', value: '1', at } as const) : parseValue(reader);
  expectRows(reader);
  reader.expect('ONLY', 905);
  return { limit, ...(offset === undefined ? {} : { offset }) };
}

function expectRows(reader: TokenReader): void {
  if (!reader.accept('ROWS')) reader.expect('ROW', 905);
}

/** Rows are not locked: whoever writes first wins, the other gets an error. */
function acceptForUpdate(reader: TokenReader): void {
  if (!reader.accept('FOR', 'UPDATE')) return;
  if (reader.accept('SKIP', 'LOCKED') || reader.accept('NOWAIT')) return;
  if (reader.accept('WAIT')) reader.take();
}

import { serverError } from '../../storage/server-error';
import type { Expression, FromItem, OrderItem, Query, Select } from '../syntax/syntax-tree';
import { containsAggregate } from './functions/aggregate-functions';
import { ExpressionTranslator } from './expression-translator';
import { checkGrouping } from './grouping';
import { splitRownum } from './rownum';
import { relationsNamed, unknownName, type Relation, type Scope } from './scope';
import { describe, type Translated } from './translated';
import { constantCount } from './constant-count';
import type { Translation } from './translation';

export interface Output extends Translated {
  readonly name: string;
}

/** A query in SQLite's SQL. Its columns are named o0, o1, … there. */
export interface TranslatedQuery {
  readonly sql: string;
  readonly outputs: readonly Output[];
}

/** A whole query. Throws what a server would at parse time, with the offset. */
export function translateQuery(query: Query, translation: Translation, parent?: Scope): TranslatedQuery {
  const single = query.rest.length === 0;
  const first = translateSelect(query.first, translation, parent, single ? query.orderBy : []);
  const window = rowWindow(query, translation);
  if (single) return { ...first, sql: `${first.sql}${window}` };
  const parts = query.rest.map(({ operator, select }) => {
    const { sql, outputs } = translateSelect(select, translation, parent, []);
    if (outputs.length !== first.outputs.length) throw serverError(1789, [], select.at);
    return `${operator === 'MINUS' ? 'EXCEPT' : operator} ${sql}`;
  });
  const order = orderByOutputs(query.orderBy, first.outputs);
  return { ...first, sql: `SELECT * FROM (${[first.sql, ...parts].join(' ')})${order}${window}` };
}

function translateSelect(
  select: Select,
  translation: Translation,
  parent: Scope | undefined,
  orderBy: readonly OrderItem[],
): TranslatedQuery {
  const { from, scope } = translateFrom(select, translation, parent);
  const { conditions, limit } = splitRownum(select.where, translation);
  const grouped = select.groupBy.length > 0 || select.items.some(({ expression }) => containsAggregate(expression));
  // ROWNUM counts rows before they are grouped or ordered: then the counted rows become a query of their own.
  const nested = limit !== undefined && (grouped || orderBy.length > 0 || select.distinct);
  const place = { scope, rownum: 'row_number() OVER ()', ...(nested ? { writeColumn: nestedColumn } : {}) };
  const inner = new ExpressionTranslator(translation, { scope, aggregates: 'refused' }, translateQuery);
  const where = conditions.map((condition) => inner.condition(condition));
  const outer = new ExpressionTranslator(translation, { ...place, aggregates: 'allowed' }, translateQuery);
  const outputs = translateItems(select, outer);
  checkGrouping(select, outer.sawAggregate);
  const source = writeSource(from, where, limit, nested ? scope : undefined);
  const columns = outputs.map(({ sql }, index) => `${sql} AS o${String(index)}`).join(', ');
  const group = select.groupBy.map((expression) => outer.value(expression).sql).join(', ');
  const having = select.having === undefined ? '' : ` HAVING ${outer.condition(select.having)}`;
  const order = translateOrder(orderBy, select, outputs, outer);
  return {
    sql: `SELECT ${select.distinct ? 'DISTINCT ' : ''}${columns}${source.from}${group === '' ? '' : ` GROUP BY ${group}`}${having}${order}${source.limit}`,
    outputs,
  };
}

function nestedColumn(alias: string, stored: string): string {
  return `n.${alias}_${stored}`;
}

function writeSource(
  from: string,
  where: readonly string[],
  limit: string | undefined,
  nested: Scope | undefined,
): { readonly from: string; readonly limit: string } {
  const condition = where.length === 0 ? '' : ` WHERE ${where.join(' AND ')}`;
  const rows = limit === undefined ? '' : ` LIMIT ${limit}`;
  if (nested === undefined) return { from: `${from}${condition}`, limit: rows };
  const columns = nested.relations.flatMap(({ alias, columns, objectId }) =>
    [...columns.map(({ stored }) => stored), ...(objectId === undefined ? [] : ['x_from', 'x_row'])].map(
      (stored) => `${alias}.${stored} AS ${alias}_${stored}`,
    ),
  );
  return { from: ` FROM (SELECT ${columns.join(', ') || '1'}${from}${condition}${rows}) n`, limit: '' };
}

function translateFrom(
  select: Select,
  translation: Translation,
  parent: Scope | undefined,
): { readonly from: string; readonly scope: Scope } {
  const relations: Relation[] = [];
  const scope: Scope = { relations, ...(parent === undefined ? {} : { parent }) };
  const parts = select.from.map(({ item, type, on }, index) => {
    const relation = translateFromItem(item, translation, parent);
    relations.push(relation);
    const joined = index === 0 ? '' : { cross: ' CROSS JOIN ', inner: ' JOIN ', left: ' LEFT JOIN ' }[type];
    if (on === undefined) return `${joined}${relation.source} ${relation.alias}`;
    const translator = new ExpressionTranslator(translation, { scope, aggregates: 'refused' }, translateQuery);
    return `${joined}${relation.source} ${relation.alias} ON ${translator.condition(on)}`;
  });
  return { from: parts.length === 0 ? '' : ` FROM ${parts.join('')}`, scope };
}

function translateFromItem(item: FromItem, translation: Translation, parent: Scope | undefined): Relation {
  if (item.kind === 'table') return translation.resolveTable(item, translation);
  const { sql, outputs } = translateQuery(item.query, translation, parent);
  return {
    alias: translation.nextAlias(),
    source: `(${sql})`,
    ...(item.alias === undefined ? {} : { name: item.alias }),
    columns: outputs.map((output, index) => ({
      info: describe(output.name, output),
      stored: `o${String(index)}`,
      wide: output.wide,
    })),
  };
}

function translateItems(select: Select, translator: ExpressionTranslator): readonly Output[] {
  return select.items.flatMap(({ expression, alias, text }) => {
    const starred = starColumns(expression, translator.place.scope);
    if (starred === undefined) return [{ ...translator.value(expression), name: alias ?? nameOf(expression, text) }];
    return starred.map((path) => ({
      ...translator.value({ kind: 'name', path, quoted: true, at: expression.at }),
      name: path.at(-1) ?? '',
    }));
  });
}

/** The columns that `*` or `t.*` stands for, qualified so that the same name in two tables stays apart. */
function starColumns(expression: Expression, scope: Scope): readonly (readonly string[])[] | undefined {
  const qualifier =
    expression.kind === 'name' && expression.path.at(-1) === '*' ? expression.path.slice(0, -1) : undefined;
  if (expression.kind !== 'star' && qualifier === undefined) return undefined;
  const relations = relationsNamed(scope, qualifier ?? []);
  if (relations.length === 0)
    throw qualifier === undefined ? serverError(923, [], expression.at) : unknownName(qualifier, expression.at);
  return relations.flatMap(({ name, columns }) =>
    columns.map(({ info }) => (name === undefined ? [info.name] : [name, info.name])),
  );
}

/** A column's own name, or the expression as written: in capitals, without blanks. */
function nameOf(expression: Expression, text: string): string {
  if (expression.kind === 'name') return expression.path.at(-1) ?? text;
  return text.replaceAll(/\s+/g, '').toUpperCase();
}

function translateOrder(
  orderBy: readonly OrderItem[],
  select: Select,
  outputs: readonly Output[],
  translator: ExpressionTranslator,
): string {
  const terms = orderBy.map((item) => {
    const index = outputIndex(item.expression, outputs);
    const output = index === undefined ? undefined : outputs[index];
    if (output !== undefined && index !== undefined) return orderTerm(`o${String(index)}`, output, item);
    if (select.distinct) throw serverError(1791, [], item.expression.at);
    const value = translator.value(item.expression);
    return orderTerm(value.sql, value, item);
  });
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

function orderByOutputs(orderBy: readonly OrderItem[], outputs: readonly Output[]): string {
  const terms = orderBy.map((item) => {
    const index = outputIndex(item.expression, outputs);
    const output = index === undefined ? undefined : outputs[index];
    if (output === undefined) throw serverError(1785, [], item.expression.at);
    return orderTerm(`o${String(index)}`, output, item);
  });
  return terms.length === 0 ? '' : ` ORDER BY ${terms.join(', ')}`;
}

/** A position, or the name of an output. */
function outputIndex(expression: Expression, outputs: readonly Output[]): number | undefined {
  if (expression.kind === 'number') {
    const position = Number(expression.value);
    if (outputs[position - 1] === undefined) throw serverError(1785, [], expression.at);
    return position - 1;
  }
  if (expression.kind !== 'name' || expression.path.length > 1) return undefined;
  const index = outputs.findIndex((output) => output.name === expression.path[0]);
  return index === -1 ? undefined : index;
}

/** NULL counts as the greatest. */
function orderTerm(sql: string, { wide, type }: Translated, { descending, nulls }: OrderItem): string {
  const key = wide && type === 'NUMBER' ? `o_sort_key(${sql})` : sql;
  return `${key} ${descending ? 'DESC' : 'ASC'} NULLS ${nulls ?? (descending ? 'FIRST' : 'LAST')}`;
}

function rowWindow({ offset, limit }: Query, translation: Translation): string {
  if (offset === undefined && limit === undefined) return '';
  const rows = limit === undefined ? '-1' : constantCount(limit, translation).toString();
  return ` LIMIT ${rows}${offset === undefined ? '' : ` OFFSET ${constantCount(offset, translation).toString()}`}`;
}

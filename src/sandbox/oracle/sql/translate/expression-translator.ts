import { serverError } from '../../storage/server-error';
import { encodeNumber } from '../../storage/number-coding';
import { encodeDate } from '../../storage/value-coding';
import type { Expression, ExpressionOf, Query } from '../syntax/syntax-tree';
import { translateArithmetic } from './arithmetic';
import { translateFunction } from './function-call';
import { findColumn, type Scope } from './scope';
import { combined, convert, dateOf, kindOf, numberOf, textOf, type Kind, type Translated } from './translated';
import type { Translation } from './translation';

/** Translates queries inside expressions; whoever makes a translator brings it. */
export type TranslateQuery = (
  query: Query,
  translation: Translation,
  parent: Scope,
) => { readonly sql: string; readonly outputs: readonly Translated[] };

export interface ExpressionPlace {
  readonly scope: Scope;
  readonly aggregates: 'allowed' | 'refused';
  /** SQL for ROWNUM, where it has a value. */
  readonly rownum?: string;
  /** How a column is written here; `alias.column` unless given. */
  readonly writeColumn?: (alias: string, stored: string) => string;
}

/** Turns Oracle's expressions into SQLite's, with types, so that conversions and NULLs come out as Oracle's do. */
export class ExpressionTranslator {
  /** Whether an aggregate function was seen. */
  sawAggregate = false;

  constructor(
    readonly translation: Translation,
    readonly place: ExpressionPlace,
    private readonly translateQuery: TranslateQuery,
  ) {}

  /** Throws ORA-00920 where a value stands. */
  condition(expression: Expression): string {
    const { sql, type } = this.any(expression);
    if (type !== 'BOOLEAN') throw serverError(920, [], expression.at);
    return sql;
  }

  /** Throws ORA-00923 where a condition stands. */
  value(expression: Expression): Translated {
    const translated = this.any(expression);
    if (translated.type === 'BOOLEAN') throw serverError(923, [], expression.at);
    return translated;
  }

  as(kind: Kind, expression: Expression): Translated {
    return this.convert(this.value(expression), kind, expression.at);
  }

  convert(value: Translated, kind: Kind, at: number): Translated {
    return convert(value, kind, this.translation.dateFormats, at);
  }

  /** Brings several values to one kind: a number if any is, else a date if any is, else text. */
  unify(values: readonly Translated[], at: number): { readonly kind: Kind; readonly values: readonly Translated[] } {
    const kinds = values.map((value) => kindOf(value, at));
    const kind = (['number', 'date', 'raw'] as const).find((candidate) => kinds.includes(candidate)) ?? 'text';
    return { kind, values: values.map((value) => this.convert(value, kind, at)) };
  }

  any(expression: Expression): Translated {
    switch (expression.kind) {
      case 'number': {
        const stored = encodeNumber(expression.value);
        return numberOf(this.translation.parameter(stored), typeof stored === 'string');
      }
      case 'text':
        if (expression.value === '') return nothing;
        return {
          ...textOf(this.translation.parameter(expression.value), Buffer.byteLength(expression.value)),
          type: 'CHAR',
          nullable: false,
        };
      case 'null':
        return nothing;
      case 'datetime':
        return dateOf(this.translation.parameter(encodeDate(expression.value)), expression.type);
      case 'interval':
        return { ...numberOf(this.translation.parameter(encodeNumber(expression.days))), type: 'INTERVAL' };
      case 'bind':
        return this.translation.bound(expression.index);
      case 'name':
        return this.#name(expression);
      case 'call':
        return translateFunction(expression, this);
      case 'negate':
      case 'binary':
        return this.#operator(expression);
      case 'not':
        return boolean(`NOT (${this.condition(expression.operand)})`);
      case 'between':
        return this.#between(expression);
      case 'in':
        return this.#in(expression);
      case 'like':
        return this.#like(expression);
      case 'isNull':
        return boolean(`${this.value(expression.value).sql} IS ${expression.negated ? 'NOT ' : ''}NULL`);
      case 'case':
        return this.#case(expression);
      case 'exists':
        return boolean(`EXISTS (${this.#query(expression.query).sql})`);
      case 'subquery':
        return this.#scalar(expression);
      case 'star':
        throw serverError(936, [], expression.at);
    }
  }

  #operator(expression: ExpressionOf<'negate' | 'binary'>): Translated {
    if (expression.kind === 'negate') return numberOf(`o_negate(${this.as('number', expression.operand).sql})`);
    const { operator, left, right, at } = expression;
    if (operator === 'AND' || operator === 'OR')
      return boolean(`(${this.condition(left)} ${operator} ${this.condition(right)})`);
    if (['=', '<>', '<', '>', '<=', '>='].includes(operator))
      return boolean(this.compare(this.value(left), operator, this.value(right), at));
    return translateArithmetic(operator, this.value(left), this.value(right), this, at);
  }

  compare(left: Translated, operator: string, right: Translated, at: number): string {
    if (left.type === 'CLOB' || right.type === 'CLOB') throw serverError(932, ['-', 'CLOB'], at);
    const { kind, values } = this.unify([left, right], at);
    const [one = left, other = right] = values;
    const ordered = operator !== '=' && operator !== '<>';
    if (kind === 'number' && ordered && (one.wide || other.wide))
      return `o_compare(${one.sql}, ${other.sql}) ${operator} 0`;
    const padded = kind === 'text' && one.type === 'CHAR' && other.type === 'CHAR';
    return padded
      ? `rtrim(${one.sql}, ' ') ${operator} rtrim(${other.sql}, ' ')`
      : `${one.sql} ${operator} ${other.sql}`;
  }

  #name({ path, at, quoted }: ExpressionOf<'name'>): Translated {
    const [name = ''] = path;
    if (path.length === 1 && !quoted && name === 'ROWNUM') return this.#rownum(at);
    const last = path.at(-1) ?? '';
    if (!quoted && (last === 'ROWID' || last === 'ORA_ROWSCN')) {
      const pseudo = this.#pseudoColumn(path.slice(0, -1), last);
      if (pseudo !== undefined) return pseudo;
    }
    if (!quoted) {
      const call = translateFunction({ kind: 'call', path, args: [], distinct: false, at }, this, 'bare');
      if (call !== undefined) return call;
    }
    const { relation, column } = findColumn(this.place.scope, path, at);
    return { ...column.info, sql: this.#write(relation.alias, column.stored), wide: column.wide };
  }

  #write(alias: string, stored: string): string {
    return this.place.writeColumn?.(alias, stored) ?? `${alias}.${stored}`;
  }

  #rownum(at: number): Translated {
    if (this.place.rownum === undefined) throw serverError(3001, [], at);
    return numberOf(this.place.rownum, false);
  }

  #pseudoColumn(qualifier: readonly string[], name: string): Translated | undefined {
    const relation = this.place.scope.relations.find(
      (candidate) =>
        candidate.objectId !== undefined && (qualifier.length === 0 || candidate.name === qualifier.at(-1)),
    );
    if (relation === undefined) return undefined;
    const { alias, objectId } = relation;
    if (name === 'ORA_ROWSCN') return numberOf(`nullif(max(${this.#write(alias, 'x_from')}, 0), 0)`, false);
    const sql = `o_rowid(${String(objectId)}, ${this.#write(alias, 'x_row')})`;
    return { sql, type: 'ROWID', nullable: false, wide: false };
  }

  #between({ value, low, high, negated, at }: ExpressionOf<'between'>): Translated {
    const middle = this.value(value);
    const above = this.compare(middle, '>=', this.value(low), at);
    const below = this.compare(middle, '<=', this.value(high), at);
    return boolean(`${negated ? 'NOT ' : ''}(${above} AND ${below})`);
  }

  #in({ value, rows, negated, at }: ExpressionOf<'in'>): Translated {
    const not = negated ? 'NOT ' : '';
    const left = value.map((item) => this.value(item));
    if ('first' in rows) {
      const { sql, outputs } = this.#query(rows);
      if (outputs.length !== left.length) throw serverError(outputs.length > left.length ? 913 : 947, [], at);
      const converted = left.map((item, index) => this.#asKindOf(item, outputs[index], at).sql);
      return boolean(`(${converted.join(', ')}) ${not}IN (${sql})`);
    }
    const alternatives = rows.map((row) => {
      if (row.length !== left.length) throw serverError(row.length > left.length ? 913 : 947, [], at);
      return `(${row.map((item, index) => this.compare(left[index] ?? nothing, '=', this.value(item), at)).join(' AND ')})`;
    });
    return boolean(`${not}(${alternatives.join(' OR ')})`);
  }

  /** A value as the kind that another has. */
  #asKindOf(value: Translated, other: Translated | undefined, at: number): Translated {
    const kind = other === undefined ? undefined : kindOf(other, at);
    return kind === undefined ? value : this.convert(value, kind, at);
  }

  #like({ value, pattern, escape, negated }: ExpressionOf<'like'>): Translated {
    const parts = [value, pattern, ...(escape === undefined ? [] : [escape])].map((part) => this.as('text', part).sql);
    if (parts.length === 2) parts.push('NULL');
    return boolean(`o_like(${parts.join(', ')}) = ${negated ? '0' : '1'}`);
  }

  #case({ subject, branches, otherwise, at }: ExpressionOf<'case'>): Translated {
    const left = subject === undefined ? undefined : this.value(subject);
    const conditions = branches.map(({ when }) =>
      left === undefined ? this.condition(when) : this.compare(left, '=', this.value(when), at),
    );
    const results = branches.map(({ result }) => this.value(result));
    if (otherwise !== undefined) results.push(this.value(otherwise));
    const { kind, values } = this.unify(results, at);
    const when = conditions.map((condition, index) => `WHEN ${condition} THEN ${values[index]?.sql ?? 'NULL'}`);
    const last = otherwise === undefined ? '' : ` ELSE ${values.at(-1)?.sql ?? 'NULL'}`;
    return combined(`CASE ${when.join(' ')}${last} END`, kind, values);
  }

  #scalar({ query, at }: ExpressionOf<'subquery'>): Translated {
    const { sql, outputs } = this.#query(query);
    const [only] = outputs;
    if (only === undefined || outputs.length > 1) throw serverError(913, [], at);
    return { ...only, sql: `(${sql})`, nullable: true };
  }

  #query(query: Query): ReturnType<TranslateQuery> {
    return this.translateQuery(query, this.translation, this.place.scope);
  }
}

const nothing: Translated = { sql: 'NULL', type: 'NULL', nullable: true, wide: false };

function boolean(sql: string): Translated {
  return { sql, type: 'BOOLEAN', nullable: true, wide: false };
}

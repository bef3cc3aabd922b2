/** Every node knows its offset in the statement, for the position of an error. */
interface Node {
  readonly at: number;
}

export type Expression =
  | (Node & { readonly kind: 'number' | 'text'; readonly value: string })
  | (Node & { readonly kind: 'null' | 'star' })
  /** `type` decides between DATE '…' and TIMESTAMP '…'. */
  | (Node & { readonly kind: 'datetime'; readonly type: 'DATE' | 'TIMESTAMP'; readonly value: string })
  /** INTERVAL '…' unit, as days. */
  | (Node & { readonly kind: 'interval'; readonly days: string })
  | (Node & { readonly kind: 'bind'; readonly index: number })
  /** One to three names: column, table.column, owner.table.column. The last may be '*' in a select list. */
  | (Node & { readonly kind: 'name'; readonly path: readonly string[]; readonly quoted: boolean })
  | (Node & {
      readonly kind: 'call';
      readonly path: readonly string[];
      readonly args: readonly Expression[];
      readonly distinct: boolean;
      /** CAST(x AS type), EXTRACT(part FROM x) and TRIM(… FROM x) have a word of their own. */
      readonly word?: string;
    })
  | (Node & { readonly kind: 'negate'; readonly operand: Expression })
  | (Node & { readonly kind: 'not'; readonly operand: Expression })
  | (Node & {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Node & {
      readonly kind: 'between';
      readonly value: Expression;
      readonly low: Expression;
      readonly high: Expression;
      readonly negated: boolean;
    })
  | (Node & {
      readonly kind: 'in';
      readonly value: readonly Expression[];
      readonly rows: readonly (readonly Expression[])[] | Query;
      readonly negated: boolean;
    })
  | (Node & {
      readonly kind: 'like';
      readonly value: Expression;
      readonly pattern: Expression;
      readonly escape?: Expression;
      readonly negated: boolean;
    })
  | (Node & { readonly kind: 'isNull'; readonly value: Expression; readonly negated: boolean })
  | (Node & {
      readonly kind: 'case';
      readonly subject?: Expression;
      readonly branches: readonly { readonly when: Expression; readonly result: Expression }[];
      readonly otherwise?: Expression;
    })
  | (Node & { readonly kind: 'exists'; readonly query: Query })
  | (Node & { readonly kind: 'subquery'; readonly query: Query });

export const comparisons = ['=', '<>', '<', '>', '<=', '>='] as const;
export type Comparison = (typeof comparisons)[number];
export type BinaryOperator = Comparison | '+' | '-' | '*' | '/' | '||' | 'AND' | 'OR';

/** The other of `Expression`'s parts by its kind. */
export type ExpressionOf<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

export interface SelectItem {
  readonly expression: Expression;
  readonly alias?: string;
  /** What the statement says there: the column's name where there is no alias. */
  readonly text: string;
}

export interface TableName extends Node {
  readonly owner?: string;
  readonly name: string;
}

export type FromItem =
  | {
      readonly kind: 'table';
      readonly table: TableName;
      readonly alias?: string;
      readonly asOf?: { readonly unit: 'SCN' | 'TIMESTAMP'; readonly value: Expression };
    }
  | { readonly kind: 'query'; readonly query: Query; readonly alias?: string };

export interface Join {
  readonly item: FromItem;
  /** The first of a FROM list and those after a comma are 'cross'. */
  readonly type: 'cross' | 'inner' | 'left';
  readonly on?: Expression;
}

export interface OrderItem {
  readonly expression: Expression;
  readonly descending: boolean;
  readonly nulls?: 'FIRST' | 'LAST';
}

export interface Select extends Node {
  readonly distinct: boolean;
  readonly items: readonly SelectItem[];
  readonly from: readonly Join[];
  readonly where?: Expression;
  readonly groupBy: readonly Expression[];
  readonly having?: Expression;
}

/** One SELECT or several joined by set operators, in order. */
export interface Query {
  readonly first: Select;
  readonly rest: readonly {
    readonly operator: 'UNION' | 'UNION ALL' | 'MINUS' | 'INTERSECT';
    readonly select: Select;
  }[];
  readonly orderBy: readonly OrderItem[];
  readonly offset?: Expression;
  readonly limit?: Expression;
}

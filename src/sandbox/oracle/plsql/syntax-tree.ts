import type { Position } from './lexer';

/** `name => value`, or a value alone. */
export interface ArgumentNode {
  readonly name?: string;
  readonly value: ExpressionNode;
}

/** `a.b(c).d`: each step is a name with, if there were parentheses, its arguments. */
export interface ReferenceStep extends Position {
  readonly name: string;
  readonly arguments?: readonly ArgumentNode[];
}

export type BinaryOperator = '+' | '-' | '*' | '/' | '**' | '||' | '=' | '<>' | '<' | '>' | '<=' | '>=' | 'AND' | 'OR';

export type ExpressionNode = Position &
  (
    | { readonly kind: 'literal'; readonly value: string | bigint | number | boolean | null }
    | { readonly kind: 'bind'; readonly name: string }
    | { readonly kind: 'reference'; readonly steps: readonly ReferenceStep[] }
    | { readonly kind: 'unary'; readonly operator: '-' | 'NOT'; readonly operand: ExpressionNode }
    | {
        readonly kind: 'binary';
        readonly operator: BinaryOperator;
        readonly left: ExpressionNode;
        readonly right: ExpressionNode;
      }
    | { readonly kind: 'isNull'; readonly operand: ExpressionNode; readonly negated: boolean }
    | {
        readonly kind: 'like';
        readonly operand: ExpressionNode;
        readonly pattern: ExpressionNode;
        readonly negated: boolean;
      }
    | {
        readonly kind: 'case';
        readonly branches: readonly Branch<ExpressionNode>[];
        readonly otherwise?: ExpressionNode;
      }
  );

/** One WHEN or IF with what it leads to. */
export interface Branch<T> {
  readonly condition: ExpressionNode;
  readonly result: T;
}

export interface TypeNode extends Position {
  /** `SYS.KU$_STATUS` as its parts. */
  readonly names: readonly string[];
  readonly size?: number;
}

export type DeclarationNode = Position &
  (
    | {
        readonly kind: 'variable';
        readonly name: string;
        readonly type: TypeNode;
        readonly constant: boolean;
        readonly initial?: ExpressionNode;
      }
    | { readonly kind: 'exception'; readonly name: string }
    | { readonly kind: 'exceptionInit'; readonly exception: string; readonly code: bigint }
    | { readonly kind: 'pragma'; readonly name: string }
  );

export interface HandlerNode extends Position {
  /** Empty: WHEN OTHERS. */
  readonly exceptions: readonly (Position & { readonly names: readonly string[] })[];
  readonly body: readonly StatementNode[];
}

export interface BlockNode extends Position {
  readonly declarations: readonly DeclarationNode[];
  readonly body: readonly StatementNode[];
  readonly handlers: readonly HandlerNode[];
}

/** SQL inside a block as it stands there, to be run with the block's variables as binds. */
export interface SqlNode {
  readonly text: string;
  /** Words and binds of the text that may be the block's, with their place in it. */
  readonly names: readonly (Position & {
    readonly kind: 'word' | 'bind';
    readonly name: string;
    readonly start: number;
    readonly end: number;
  })[];
}

export type StatementNode = Position &
  (
    | { readonly kind: 'assign'; readonly target: ExpressionNode; readonly value: ExpressionNode }
    | { readonly kind: 'call'; readonly reference: Extract<ExpressionNode, { kind: 'reference' }> }
    | {
        readonly kind: 'if';
        readonly branches: readonly Branch<readonly StatementNode[]>[];
        readonly otherwise: readonly StatementNode[];
      }
    | { readonly kind: 'loop'; readonly body: readonly StatementNode[] }
    | { readonly kind: 'while'; readonly condition: ExpressionNode; readonly body: readonly StatementNode[] }
    | {
        readonly kind: 'for';
        readonly index: string;
        readonly reverse: boolean;
        readonly from: ExpressionNode;
        readonly to: ExpressionNode;
        readonly body: readonly StatementNode[];
      }
    | { readonly kind: 'exit' | 'continue'; readonly when?: ExpressionNode }
    | { readonly kind: 'null' | 'return' | 'commit' | 'rollback' }
    | { readonly kind: 'raise'; readonly exception?: Position & { readonly names: readonly string[] } }
    | { readonly kind: 'block'; readonly block: BlockNode }
    | {
        readonly kind: 'executeImmediate';
        readonly sql: ExpressionNode;
        readonly into: readonly ExpressionNode[];
        readonly using: readonly ExpressionNode[];
      }
    | { readonly kind: 'sql'; readonly sql: SqlNode; readonly into: readonly ExpressionNode[] }
  );

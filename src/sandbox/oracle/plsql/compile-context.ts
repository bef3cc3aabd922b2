import type { Catalogue } from '../catalogue/catalogue';
import type { PlType } from '../catalogue/pl-type';
import type { SqlExecutor, CallerSession, BindValue } from '../engine';
import type { Routine } from '../packages/routine';
import type { CompileErrors } from './compile-errors';
import type { Position } from './lexer';
import type { Run } from './run';
import type { DeclaredSymbol, Scope } from './scope';
import type { ExpressionNode, StatementNode } from './syntax-tree';
import type { PlValue } from './values';

/** An expression after checking. */
export interface Compiled {
  readonly type: PlType;
  evaluate(run: Run): PlValue | Promise<PlValue>;
}

/** Something that can be assigned to. The value given has the type already. */
export interface Place extends Compiled {
  write(run: Run, value: PlValue): void | Promise<void>;
}

/** An argument whose use (value or place) only the chosen overload decides. */
export interface Operand extends Position {
  readonly type: PlType;
  value(): Compiled;
  /** Throws PLS-00363 where it cannot be assigned to. */
  place(): Place;
}

export type Completion = 'normal' | 'exit' | 'continue' | 'return';
export type CompiledStatement = (run: Run) => Promise<Completion>;

/** What the block does with one placeholder; decides its direction. */
export interface BindUse {
  readonly name: string;
  readonly index: number;
  readonly bind: BindValue;
  read: boolean;
  written: boolean;
}

/** What every part of the compiler needs. The functions tie the parts together without cycles of modules. */
export interface CompileContext {
  readonly catalogue: Catalogue;
  readonly errors: CompileErrors;
  readonly scope: Scope;
  readonly binds: ReadonlyMap<string, BindUse>;
  readonly session: CallerSession;
  readonly sql: SqlExecutor;
  readonly routine: (name: string) => Routine | undefined;
  /** Whether the session may execute the package. */
  readonly mayExecute: (packageName: string) => boolean;
  /** A slot for one more variable. */
  readonly newSlot: () => number;
  readonly expression: (node: ExpressionNode, context: CompileContext) => Compiled;
  readonly operand: (node: ExpressionNode, context: CompileContext) => Operand;
  readonly statements: (nodes: readonly StatementNode[], context: CompileContext) => CompiledStatement;
}

/** An exception by its name, plain or `PACKAGE.NAME`. */
export type ExceptionSymbol = Extract<DeclaredSymbol, { kind: 'exception' }>;

import type { Expression, ExpressionOf } from '../../syntax/syntax-tree';
import type { ExpressionTranslator } from '../expression-translator';
import type { Kind, Translated } from '../translated';

export interface SqlFunction {
  /** The fewest and the most arguments. */
  readonly args: readonly [number, number];
  /** Called without parentheses. */
  readonly bare?: true;
  translate(call: ExpressionOf<'call'>, translator: ExpressionTranslator): Translated;
}

/** A function whose arguments are each converted to a kind and handed to SQLite. */
export function simple(
  kinds: readonly Kind[],
  fewest: number,
  make: (...args: readonly string[]) => Translated,
): SqlFunction {
  return {
    args: [fewest, kinds.length],
    translate: (call, translator) =>
      make(...call.args.map((argument, index) => translator.as(kinds[index] ?? 'text', argument).sql)),
  };
}

/** The text that an argument has before anything runs; undefined if it is no literal or bind. */
export function constantText(
  argument: Expression | undefined,
  translator: ExpressionTranslator,
): string | null | undefined {
  if (argument?.kind === 'text' || argument?.kind === 'number') return argument.value;
  if (argument?.kind !== 'bind') return undefined;
  const { value } = translator.translation.bind(argument.index);
  return typeof value === 'string' || value === null ? value : undefined;
}

import type { DatabaseSync, SQLInputValue, SQLOutputValue } from 'node:sqlite';

/** A function that is NULL if any argument is. Whole numbers arrive as bigint. */
export function registerStrict(
  connection: DatabaseSync,
  name: string,
  compute: (...args: readonly NonNullable<SQLOutputValue>[]) => SQLInputValue,
  deterministic = true,
): void {
  connection.function(name, { useBigIntArguments: true, deterministic, varargs: true }, (...args) =>
    args.some((argument) => argument === null) ? null : compute(...(args as NonNullable<SQLOutputValue>[])),
  );
}

/** The fields that have a value: optional settings come from zod as undefined, and elsewhere are left out. */
export function givenFields<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  // Only entries without a value were removed.
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

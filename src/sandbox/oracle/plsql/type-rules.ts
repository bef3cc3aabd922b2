import type { PlType, ScalarName } from '../catalogue/pl-type';

const families: Readonly<Record<ScalarName, string>> = {
  VARCHAR2: 'text',
  CLOB: 'text',
  ROWID: 'text',
  NUMBER: 'number',
  PLS_INTEGER: 'number',
  RAW: 'bytes',
  BLOB: 'bytes',
  DATE: 'time',
  TIMESTAMP: 'time',
  BOOLEAN: 'boolean',
  BFILE: 'file',
  NULL: 'null',
};

/** Families that convert into each other without a function. */
const convertible = new Set(['text number', 'number text', 'text bytes', 'bytes text', 'text time', 'time text']);

/**
 * What it costs to use a value of one type where another is wanted: 0 the same, 1 within a family, 2 a conversion,
 * undefined when it cannot be done. The cheapest overload is the one that is called.
 */
export function conversionCost(from: PlType, to: PlType): number | undefined {
  if (from.kind === 'scalar' && from.name === 'NULL') return 0;
  if (from.kind !== 'scalar' || to.kind !== 'scalar') return from.name === to.name ? 0 : undefined;
  if (from.name === to.name) return 0;
  const families_ = `${families[from.name]} ${families[to.name]}`;
  if (families[from.name] === families[to.name]) return 1;
  return convertible.has(families_) ? 2 : undefined;
}

export function isAssignable(from: PlType, to: PlType): boolean {
  return conversionCost(from, to) !== undefined;
}

export function familyOf(type: PlType): string {
  return type.kind === 'scalar' ? families[type.name] : type.kind;
}

import type { Row } from './session';

/** An optional number of a row; null: there is none. */
export function numberOf(row: Row | undefined, column: string): number | null {
  const text = row?.[column];
  return text === undefined || text === null || text === '' ? null : Number(text);
}

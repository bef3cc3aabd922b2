const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The parts of a physical ROWID. */
export interface RowidParts {
  readonly object: number;
  readonly file: number;
  readonly block: number;
  readonly row: number;
}

/** Reads `OOOOOOFFFBBBBBBRRR`, base 64; undefined for any other text. */
export function parseRowid(text: string): RowidParts | undefined {
  if (!/^[A-Za-z0-9+/]{18}$/u.test(text)) return undefined;
  return {
    object: base64Number(text.slice(0, 6)),
    file: base64Number(text.slice(6, 9)),
    block: base64Number(text.slice(9, 15)),
    row: base64Number(text.slice(15)),
  };
}

function base64Number(text: string): number {
  return Array.from(text).reduce((value, digit) => value * 64 + alphabet.indexOf(digit), 0);
}

const pattern = /^[A-Z][A-Z0-9_$#]*$/i;

/** Bytes, which in a plain name are characters; since 12.2. */
const largest = 128;

/** A name that needs no quotes in SQL, in the dictionary's spelling; undefined if it is not one. */
export function plainName(written: string): string | undefined {
  return pattern.test(written) && written.length <= largest ? written.toUpperCase() : undefined;
}

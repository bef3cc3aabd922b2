/** A name as the dictionary spells it, quoted for SQL text. Oracle allows no double quote in a name. */
export function quoteName(name: string): string {
  if (name === '' || /["\0]/.test(name)) throw new RangeError(`no Oracle name: ${JSON.stringify(name)}`);
  return `"${name}"`;
}

/** A name for text that people read: bare where Oracle reads it back the same, quoted elsewhere. */
export function readableName(name: string): string {
  return /^[A-Z][A-Z0-9_$#]*$/.test(name) ? name : quoteName(name);
}

/** A text literal. */
export function quoteText(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `IN ('A','B')`, the form of Data Pump's name filters. */
export function inList(names: readonly string[]): string {
  return `IN (${names.map(quoteText).join(',')})`;
}

/** One record of a CSV file. A field that is empty, quoted or not, is null: Oracle knows no empty text. */
export interface CsvRecord {
  /** The line that the record starts on, from 1. */
  readonly line: number;
  readonly fields: readonly (string | null)[];
}

/** What is wrong with the text, and on which line. */
export class CsvSyntaxError extends Error {
  override readonly name = 'CsvSyntaxError';
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message);
  }
}

/** Characters. Keeps a forgotten quote from drawing a whole file into memory. */
export const longestRecord = 8 * 1024 * 1024;

const plainField = /[^,"\r\n]*(?:\r(?!\n|$)[^,"\r\n]*)*/y;
const lineEnd = /\r?(?:\n|$)/y;

/**
 * Splits CSV into records as its text arrives, by RFC 4180: quoted fields may hold commas, line ends and doubled quotes;
 * lines end with CRLF or LF, the last one need not end. A line without any character is no record.
 */
export class CsvRecords {
  #text = '';
  #at = 0;
  #line = 1;

  /** The line on which the text that was pushed so far ends. */
  get lastLine(): number {
    return this.#line + countLineFeeds(this.#text, 0, this.#text.length);
  }

  /** The records that `text` completes. Throws CsvSyntaxError. */
  push(text: string): CsvRecord[] {
    return this.#take(this.#text + text, false);
  }

  /** The record of a last line that does not end. Throws CsvSyntaxError for a quote that was never closed. */
  end(): CsvRecord[] {
    return this.#take(this.#text, true);
  }

  #take(text: string, isLast: boolean): CsvRecord[] {
    this.#text = text;
    this.#at = 0;
    let quote = indexOrEnd(text, '"', 0);
    const records: CsvRecord[] = [];
    while (this.#at < text.length) {
      const start = this.#at;
      if (quote < start) quote = indexOrEnd(text, '"', start);
      const end = indexOrEnd(text, '\n', start);
      const line = this.#line;
      const fields = quote < end ? this.#quotedRecord(isLast) : this.#plainRecord(end, isLast);
      if (fields === undefined) break;
      if (fields.length > 0) records.push({ line, fields });
    }
    this.#text = text.slice(this.#at);
    if (this.#text.length > longestRecord)
      throw new CsvSyntaxError(this.#line, 'a record of more than 8 MB starts here: is a quote missing?');
    return records;
  }

  /** The fields of a line without quotes; none for an empty line. */
  #plainRecord(end: number, isLast: boolean): (string | null)[] | undefined {
    if (end === this.#text.length && !isLast) return undefined;
    const line = this.#text.slice(this.#at, this.#text[end - 1] === '\r' ? Math.max(this.#at, end - 1) : end);
    this.#at = end + 1;
    this.#line += 1;
    if (line === '') return [];
    const fields: (string | null)[] = line.split(',');
    for (let index = 0; index < fields.length; index += 1) if (fields[index] === '') fields[index] = null;
    return fields;
  }

  /** The fields of a record with a quote on its first line; undefined if its end has not arrived. */
  #quotedRecord(isLast: boolean): (string | null)[] | undefined {
    const text = this.#text;
    const fields: (string | null)[] = [];
    let at = this.#at;
    for (;;) {
      const isQuoted = text[at] === '"';
      const end = isQuoted ? this.#closingQuote(at, isLast) : matchEnd(plainField, text, at);
      if (end === undefined) return undefined;
      const value = isQuoted ? text.slice(at + 1, end - 1).replaceAll('""', '"') : text.slice(at, end);
      fields.push(value === '' ? null : value);
      if (text[end] !== ',') {
        const what = isQuoted ? 'text after a closing quote' : 'a quote in a field that does not start with one';
        return this.#endRecord(end, isLast, what) ? fields : undefined;
      }
      at = end + 1;
    }
  }

  /** Steps over the line end at `at`, where `other` would be an error; false if it has not arrived. */
  #endRecord(at: number, isLast: boolean, other: string): boolean {
    const next = matchEnd(lineEnd, this.#text, at);
    if (next === undefined) throw new CsvSyntaxError(this.#lineOf(at), other);
    if (this.#text[next - 1] !== '\n' && !isLast) return false;
    this.#line = this.#lineOf(next);
    this.#at = next;
    return true;
  }

  /** Behind the quote that closes the field; undefined if it has not arrived. */
  #closingQuote(open: number, isLast: boolean): number | undefined {
    for (let at = open + 1; ; at += 2) {
      at = indexOrEnd(this.#text, '"', at);
      if (at === this.#text.length && isLast) throw new CsvSyntaxError(this.#lineOf(open), 'a quote is never closed');
      if (at === this.#text.length || (at + 1 === this.#text.length && !isLast)) return undefined;
      if (this.#text[at + 1] !== '"') return at + 1;
    }
  }

  #lineOf(at: number): number {
    return this.#line + countLineFeeds(this.#text, this.#at, at);
  }
}

function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function indexOrEnd(text: string, character: string, from: number): number {
  const index = text.indexOf(character, from);
  return index < 0 ? text.length : index;
}

function countLineFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

import type { ColumnInfo } from '../engine';
import { isDateText, isTimestampText } from './date-text';

/** Without zeros in front, which a number would lose: 00123 is a code, not a number. */
const numberPattern = /^-?(?:(?:0|[1-9]\d*)(?:\.\d+)?|\.\d+)$/;
const mostDigits = 38;

/** VARCHAR2's largest size in bytes, with MAX_STRING_SIZE as Oracle ships it. */
export const largestVarchar = 4000;

/** The narrowest type that holds every value that was seen: NUMBER, DATE, TIMESTAMP, else VARCHAR2. */
export class ColumnInference {
  #kind: 'NUMBER' | 'DATE' | 'TIMESTAMP' | 'VARCHAR2' | undefined;
  #bytes = 1;

  /** Takes a value into account; null is of every type. False if no VARCHAR2 holds it. */
  see(value: string | null): boolean {
    if (value === null) return true;
    if (this.#kind !== 'VARCHAR2') this.#kind = this.#kindWith(value);
    // At most three bytes for each unit of UTF-16: most values need not be measured.
    if (value.length * 3 > this.#bytes) this.#bytes = Math.max(this.#bytes, Buffer.byteLength(value));
    return this.#bytes <= largestVarchar;
  }

  get type(): Pick<ColumnInfo, 'type' | 'maxSize' | 'scale'> {
    if (this.#kind === 'NUMBER' || this.#kind === 'DATE') return { type: this.#kind };
    if (this.#kind === 'TIMESTAMP') return { type: 'TIMESTAMP', scale: 9 };
    return { type: 'VARCHAR2', maxSize: this.#bytes };
  }

  #kindWith(value: string): 'NUMBER' | 'DATE' | 'TIMESTAMP' | 'VARCHAR2' {
    const kind = this.#kind;
    if (kind === undefined || kind === 'NUMBER') {
      if (numberPattern.test(value) && value.length <= mostDigits) return 'NUMBER';
      if (kind === 'NUMBER') return 'VARCHAR2';
    }
    if (isDateText(value)) return kind ?? 'DATE';
    return isTimestampText(value) ? 'TIMESTAMP' : 'VARCHAR2';
  }
}

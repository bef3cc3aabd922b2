import type { MonitorSample } from '../domain/monitor-sample';
import { fixedColumns, regionColumns, type Column, type Merge } from './series-columns';

/** Values by column; a column that came later is missing at the end. */
export type Row = readonly (number | null)[];

/**
 * Samples as rows, in bounded memory: when there are too many, neighbours are merged, and from then on each row covers
 * twice the time. Sums stay sums, means stay means.
 */
export class SeriesRows {
  readonly #maxRows: number;
  readonly #regions: string[] = [];
  #columns: readonly Column[] = fixedColumns;
  #rows: Row[] = [];
  #samples = 0;
  /** Samples that go into a row. */
  #samplesARow = 1;
  #inLastRow = 0;

  constructor(maxRows: number) {
    this.#maxRows = Math.max(2, maxRows);
  }

  get columns(): readonly Column[] {
    return this.#columns;
  }
  get rows(): readonly Row[] {
    return this.#rows;
  }
  get regions(): readonly string[] {
    return this.#regions;
  }
  /** How many were appended. */
  get samples(): number {
    return this.#samples;
  }

  append(sample: MonitorSample): void {
    this.#meet(Object.keys(sample.regions));
    const row = this.#columns.map(({ of }) => of(sample));
    const last = this.#rows.at(-1);
    if (last !== undefined && this.#inLastRow < this.#samplesARow) {
      this.#rows[this.#rows.length - 1] = mergeRows(this.#columns, last, row);
      this.#inLastRow += 1;
    } else {
      this.#rows.push(row);
      this.#inLastRow = 1;
    }
    this.#samples += 1;
    if (this.#rows.length > this.#maxRows) this.#halve();
  }

  #meet(names: readonly string[]): void {
    for (const name of names) {
      if (this.#regions.includes(name)) continue;
      this.#regions.push(name);
      this.#columns = [...this.#columns, ...regionColumns(name)];
    }
  }

  #halve(): void {
    const merged: Row[] = [];
    for (let i = 0; i < this.#rows.length; i += 2) {
      const [first, second] = [this.#rows[i], this.#rows[i + 1]];
      if (first !== undefined) merged.push(second === undefined ? first : mergeRows(this.#columns, first, second));
    }
    // An odd row at the end is half full, as far as it was full before.
    if (this.#rows.length % 2 === 0) this.#inLastRow += this.#samplesARow;
    this.#rows = merged;
    this.#samplesARow *= 2;
  }
}

const secondsColumn = fixedColumns.findIndex(({ name }) => name === 'seconds');

function mergeRows(columns: readonly Column[], first: Row, second: Row): Row {
  const seconds = [first[secondsColumn] ?? 0, second[secondsColumn] ?? 0] as const;
  return columns.map(({ merge }, i) => mergeValues(merge, [first[i] ?? null, second[i] ?? null], seconds));
}

function mergeValues(
  merge: Merge,
  [first, second]: readonly [number | null, number | null],
  [secondsFirst, secondsSecond]: readonly [number, number],
): number | null {
  if (first === null || second === null) return second ?? first;
  switch (merge) {
    case 'sum':
      return first + second;
    case 'last':
      return second;
    case 'min':
      return Math.min(first, second);
    case 'mean': {
      const seconds = secondsFirst + secondsSecond;
      return seconds > 0 ? (first * secondsFirst + second * secondsSecond) / seconds : second;
    }
  }
}

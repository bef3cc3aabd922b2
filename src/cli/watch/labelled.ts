import type { Line } from './terminal-text';

/** Of the column of labels. */
export const labelWidth = 11;

/** Rows with what they are about before the first. */
export const labelled = (label: string, rows: readonly Line[]): readonly Line[] =>
  rows.map((row, i) => [['bold', (i === 0 ? label : '').padEnd(labelWidth)], ...row]);

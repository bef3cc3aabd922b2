import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** How much of the data is used; default: all of it. */
  readonly bytes: number;
  readonly pairs: number;
  readonly json: boolean;
  /** Rows to run; empty: all. */
  readonly only: readonly string[];
}

export const usage = `npm run bench -- [--bytes 2G] [--pairs 5] [--only NAME]... [--json]`;

export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      bytes: { type: 'string', default: '2G' },
      pairs: { type: 'string', default: '5' },
      only: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  return { bytes: bytesOf(values.bytes), pairs: Number(values.pairs), json: values.json, only: values.only };
}

/** `2G`, `512M` or plain bytes, in powers of 1000. */
export function bytesOf(text: string): number {
  const [, digits, unit = ''] = /^(\d+(?:\.\d+)?)([kMG]?)$/.exec(text) ?? [];
  if (digits === undefined) throw new RangeError(`${text} is no number of bytes. ${usage}`);
  return Math.round(Number(digits) * { '': 1, k: 1e3, M: 1e6, G: 1e9 }[unit as '' | 'k' | 'M' | 'G']);
}

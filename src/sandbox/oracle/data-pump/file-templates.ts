import { errorStatus, invalidArgument } from './api-error';
import type { DumpTarget } from './job-definition';

const blockBytes = 4096;
const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30, T: 2 ** 40 };

/** FILESIZE's text in bytes, whole blocks. At least ten blocks. */
export function parseFileSize(text: string): number {
  const [, digits, unit] = /^(\d+)([KMGT]?)$/.exec(text.trim().toUpperCase()) ?? [];
  const bytes = Number(digits ?? Number.NaN) * (units[unit ?? ''] ?? Number.NaN);
  if (!(bytes >= 10 * blockBytes)) throw invalidArgument(errorStatus(39207, text, 'FILESIZE'));
  return Math.floor(bytes / blockBytes) * blockBytes;
}

/** Whether a name stands for several files. */
export function isTemplate(name: string): boolean {
  return /%[UL]/i.test(name);
}

/** Date variables, filled in once; %U and %L stay. Refuses other variables with ORA-39124. */
export function fillDate(name: string, now: Date): string {
  const [year = '', month = '', day = ''] = now.toISOString().slice(0, 10).split('-');
  const values: Readonly<Record<string, string>> = { D: day, M: month, Y: year, T: year + month + day, '%': '%' };
  return name.replaceAll(/%(.?)/g, (whole, letter: string) => {
    const upper = letter.toUpperCase();
    if (upper === 'U' || upper === 'L') return `%${upper}`;
    const value = values[upper];
    if (value === undefined) throw invalidArgument(errorStatus(39000), errorStatus(39124, whole + name));
    return value;
  });
}

/** The n-th file (from 1) of a template; undefined when %U has no more numbers. */
export function numberedName(template: string, number: number): string | undefined {
  if (!isTemplate(template)) return number === 1 ? template : undefined;
  if (template.includes('%U') && number > 99) return undefined;
  return template.replaceAll(/%[UL]/g, String(number).padStart(2, '0'));
}

/** Names with no extension get one. */
export function withExtension(name: string, extension: string): string {
  return /\.[^.]*$/.test(name) ? name : name + extension;
}

/** Hands out the names of a dump file set, templates in turn: a01, b01, a02, b02, … */
export class DumpNames {
  readonly #used = new Map<DumpTarget, number>();

  constructor(
    readonly targets: readonly DumpTarget[],
    taken: ReadonlySet<string>,
    readonly pathOf: (target: DumpTarget, name: string) => string,
  ) {
    for (const target of targets) {
      let count = 0;
      for (let name = numberedName(target.template, 1); name !== undefined && taken.has(pathOf(target, name));) {
        count += 1;
        name = numberedName(target.template, count + 1);
      }
      this.#used.set(target, count);
    }
  }

  /** The next file, or undefined when the space is exhausted (ORA-39095). */
  next(): { readonly target: DumpTarget; readonly path: string } | undefined {
    const byUse = this.targets
      .map((target) => ({ target, number: (this.#used.get(target) ?? 0) + 1 }))
      .sort((left, right) => left.number - right.number);
    for (const { target, number } of byUse) {
      const name = numberedName(target.template, number);
      if (name === undefined) continue;
      this.#used.set(target, number);
      return { target, path: this.pathOf(target, name) };
    }
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** In the order in which they are put together: what needs another comes after it. */
export const programNames = [
  'worker-life',
  'network',
  'received',
  'network-path',
  'retransmits',
  'run-queue',
  'disk',
  'out-of-memory',
  'reclaim',
] as const;
export type ProgramName = (typeof programNames)[number];

/** A `.bt` file: the header names what it is for, the text what it listens to. */
export interface BpftraceProgram {
  readonly name: ProgramName;
  /** What is lost without it, in words for people. */
  readonly part: string;
  readonly needs: ProgramName | undefined;
  /** As `category:event`. */
  readonly tracepoints: readonly string[];
  readonly text: string;
}

/** Reads the programs that are shipped beside this file (in the package: copied there by the build). */
export function loadPrograms(): readonly BpftraceProgram[] {
  return programNames.map((name) =>
    describeProgram(name, readFileSync(join(__dirname, 'programs', `${name}.bt`), 'utf8')),
  );
}

function describeProgram(name: ProgramName, text: string): BpftraceProgram {
  const needed = /^\/\/ needs: (\S+)$/m.exec(text)?.[1];
  return {
    name,
    part: /^\/\/ part: (.+)$/m.exec(text)?.[1] ?? name,
    needs: programNames.find((candidate) => candidate === needed),
    tracepoints: [...text.matchAll(/^tracepoint:(\w+:\w+)/gm)].map(([, tracepoint = '']) => tracepoint),
    text,
  };
}

/** Without the given one, and without those that need it. */
export function withoutProgram(programs: readonly BpftraceProgram[], dropped: ProgramName): readonly BpftraceProgram[] {
  return programs.filter(({ name, needs }) => name !== dropped && needs !== dropped);
}

/**
 * One text of several programs. One bpftrace process runs them all, since each costs over 100 MB and two seconds of a
 * core to start. At its end bpftrace prints every map: those for its own use (`@_…`) are emptied in the only END probe
 * that its older versions allow.
 */
export function joinPrograms(programs: readonly BpftraceProgram[]): string {
  const text = programs.map((program) => program.text).join('');
  const ownMaps = [...new Set(text.match(/@_\w+/g))];
  return ownMaps.length === 0 ? text : `${text}END { ${ownMaps.map((map) => `clear(${map});`).join(' ')} }\n`;
}

/**
 * The program that an error of bpftrace speaks of, by tracepoint or by line: `stdin:187-198: ERROR` (lines, of which the
 * first may be a comment of the program before) or `stdin:12:3-9: ERROR` (line and columns). Of two that
 * share a tracepoint, the later: it is the less needed. Else undefined.
 */
export function programAtFault(programs: readonly BpftraceProgram[], stderr: string): ProgramName | undefined {
  const named = programs.findLast(({ tracepoints }) => tracepoints.some((tracepoint) => stderr.includes(tracepoint)));
  if (named) return named.name;
  const [, first, last] = /stdin:(\d+)(?:-(\d+))?(?::[\d-]+)?: error/i.exec(stderr) ?? [];
  let remaining = Number(last ?? first ?? 0);
  if (remaining === 0) return undefined;
  for (const { name, text } of programs) {
    remaining -= text.split('\n').length - 1;
    if (remaining <= 0) return name;
  }
  return undefined;
}

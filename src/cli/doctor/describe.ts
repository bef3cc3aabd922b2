import type { ExaminedSection } from './examine';

/** Lines for people: a check a line, its remedy under it. */
export function describeExamined(examined: readonly ExaminedSection[]): string {
  return examined.map(describeSection).join('\n\n');
}

function describeSection({ title, findings }: ExaminedSection): string {
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.flatMap(({ check, state, reason, remedy }) => [
    `  ${state.padEnd(stateWidth)}  ${check.padEnd(width)}  ${reason}`,
    ...(state === 'ok' || remedy === null ? [] : [`  ${' '.repeat(stateWidth)}  ${' '.repeat(width)}  -> ${remedy}`]),
  ]);
  return [title, ...lines].join('\n');
}

const stateWidth = 'missing'.length;

/** Where an axis has its marks, up to the end of the axis. */
export interface Scale {
  readonly end: number;
  readonly ticks: readonly number[];
}

/** From 0: three to five steps of 1, 2, 2.5 or 5 times a power of ten that cover the largest value. */
export function valueScale(largest: number, smallestEnd = 1): Scale {
  const top = Math.max(Number.isFinite(largest) ? largest : 0, smallestEnd);
  const power = 10 ** Math.floor(Math.log10(top / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * power).find((each) => top / each <= 4.0001) ?? top / 4;
  const steps = Math.max(1, Math.ceil(top / step - 1e-9));
  return { end: steps * step, ticks: Array.from({ length: steps + 1 }, (_, i) => Number((i * step).toPrecision(6))) };
}

/** As few digits as tell the ticks apart. */
export const tickText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toFixed(2)));

const minute = 60_000;
const hour = 60 * minute;
const stepsMs = [
  1000,
  5000,
  15_000,
  30_000,
  minute,
  2 * minute,
  5 * minute,
  10 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  3 * hour,
  6 * hour,
  12 * hour,
  24 * hour,
  48 * hour,
  168 * hour,
] as const;

/** Instants (ms since the epoch) on round times of the clock in UTC, at most seven. */
export function timeTicks(
  fromMs: number,
  untilMs: number,
): { readonly stepMs: number; readonly at: readonly number[] } {
  const stepMs = stepsMs.find((step) => (untilMs - fromMs) / step <= 6) ?? Math.ceil((untilMs - fromMs) / 6);
  const at: number[] = [];
  for (let time = Math.ceil(fromMs / stepMs) * stepMs; time <= untilMs; time += stepMs) at.push(time);
  return { stepMs, at };
}

/** `08:15`, with seconds where the steps are shorter than minutes, with the date where they are days. */
export function clock(ms: number, stepMs: number = minute): string {
  const iso = new Date(ms).toISOString();
  if (stepMs >= 12 * hour) return `${iso.slice(5, 10)} ${iso.slice(11, 16)}`;
  return stepMs < minute ? iso.slice(11, 19) : iso.slice(11, 16);
}

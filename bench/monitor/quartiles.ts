export interface Quartiles {
  readonly q1: number;
  readonly median: number;
  readonly q3: number;
}

/** Quartiles with linear interpolation between neighbours. */
export function quartiles(values: readonly number[]): Quartiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place), Math.floor(place) + 2);
    return below + (above - below) * (place - Math.floor(place));
  };
  return { q1: at(0.25), median: at(0.5), q3: at(0.75) };
}

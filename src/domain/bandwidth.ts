const unitBytes: Readonly<Record<string, number>> = {
  'kbit/s': 125,
  'Mbit/s': 125_000,
  'Gbit/s': 125_000_000,
  'kB/s': 1000,
  'MB/s': 1_000_000,
  'GB/s': 1_000_000_000,
};

/** Bytes per second of `200Mbit/s`, `25MB/s`, `1.5 Gbit/s`: powers of 1000. Undefined for anything else, and for none. */
export function bytesPerSecondOf(text: string): number | undefined {
  const [, number, unit] = /^(\d{1,6}(?:\.\d{1,3})?) ?([kMG](?:bit|B)\/s)$/.exec(text) ?? [];
  const factor = unit === undefined ? undefined : unitBytes[unit];
  if (number === undefined || factor === undefined) return undefined;
  const bytesPerSecond = Math.round(Number(number) * factor);
  return bytesPerSecond > 0 ? bytesPerSecond : undefined;
}

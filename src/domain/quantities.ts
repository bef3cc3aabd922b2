/** How quantities are written for people: in the progress, in lists and in messages. */

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const;

/** `0 B`, `999 B`, `1.5 kB`, `250 MB`: powers of 1000, three digits at most before the unit changes. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${byteUnits[unit] ?? ''}`;
}

/** `0 s`, `59 s`, `1 min 5 s`, `2 h 10 min`, `3 d 4 h`: the two largest units. */
export function formatDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (minutes === 0) return `${seconds} s`;
  if (hours === 0) return twoUnits(minutes, 'min', seconds % 60, 's');
  if (days === 0) return twoUnits(hours, 'h', minutes % 60, 'min');
  return twoUnits(days, 'd', hours % 24, 'h');
}

/** `59 s`, `8353 s`: where figures are compared, in one unit; `for ever`. */
export const formatSeconds = (durationMs: number): string =>
  Number.isFinite(durationMs) ? `${Math.round(Math.max(0, durationMs) / 1000)} s` : 'for ever';

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

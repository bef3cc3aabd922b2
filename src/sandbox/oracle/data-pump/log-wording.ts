/** The wording of Data Pump's log, as 12.2 to 23ai print it. */

const weekdays = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Fri May 2 18:28:13 2025`. */
export function logMoment(moment: Date): string {
  const day = weekdays[moment.getUTCDay()] ?? '';
  const month = months[moment.getUTCMonth()] ?? '';
  return `${day} ${month} ${String(moment.getUTCDate())} ${moment.toISOString().slice(11, 19)} ${String(moment.getUTCFullYear())}`;
}

/** `0 00:00:10`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1000);
  const clock = [Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
  return `${String(Math.floor(seconds / 86_400))} ${clock.map((part) => String(part).padStart(2, '0')).join(':')}`;
}

/** LOGTIME's prefix: `23-NOV-26 01:02:03.456: `. */
export function logTimePrefix(moment: Date): string {
  const iso = moment.toISOString();
  const month = (months[moment.getUTCMonth()] ?? '').toUpperCase();
  return `${iso.slice(8, 10)}-${month}-${iso.slice(2, 4)} ${iso.slice(11, 23)}: `;
}

/** `"OWNER"."NAME"`. */
export function quoted(owner: string, name: string): string {
  return `"${owner}"."${name}"`;
}

/** A size with four digits, as `17.64 KB`. */
export function logSize(bytes: number): string {
  if (bytes === 0) return '0 KB';
  const units = ['KB', 'MB', 'GB', 'TB'];
  let value = bytes / 1024;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit += 1) value /= 1024;
  const digits = Math.max(0, 4 - Math.max(1, Math.floor(value).toString().length));
  return `${value.toFixed(Math.min(digits, 3))} ${units[unit] ?? 'TB'}`;
}

/** `. . exported "S"."T"      1.2 MB     100 rows`. */
export function tableLine(
  verb: 'exported' | 'imported',
  table: { owner: string; name: string; bytes: number; rows: number },
): string {
  const name = quoted(table.owner, table.name).padEnd(40);
  return `. . ${verb} ${name} ${logSize(table.bytes).padStart(10)} ${String(table.rows).padStart(7)} rows`;
}

export type JobOutcome =
  { readonly kind: 'completed'; readonly errors: number } | { readonly kind: 'stopped' } | { readonly kind: 'failed' };

/** The last line of a log. */
export function finalLine(job: string, outcome: JobOutcome, endedAt: Date, elapsedMs: number): string {
  const when = `at ${logMoment(endedAt)} elapsed ${elapsedText(elapsedMs)}`;
  if (outcome.kind === 'stopped') return `Job ${job} stopped by user request ${when}`;
  if (outcome.kind === 'failed') return `Job ${job} stopped due to fatal error ${when}`;
  if (outcome.errors === 0) return `Job ${job} successfully completed ${when}`;
  return `Job ${job} completed with ${String(outcome.errors)} error(s) ${when}`;
}

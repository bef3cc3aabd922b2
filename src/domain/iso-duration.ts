const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;
const unitMs = [604_800_000, 86_400_000, 3_600_000, 60_000, 1000] as const;

/** `PT24H` in milliseconds; undefined for anything else, also for years and months, which have no fixed length. */
export function isoDurationMs(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null || /[PT]$/.test(text)) return undefined;
  return unitMs.reduce((sum, ms, i) => sum + Number(match[i + 1] ?? 0) * ms, 0);
}

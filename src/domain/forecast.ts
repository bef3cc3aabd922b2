/** How long something takes: at best, most likely, and when it goes badly. */
export interface Estimate {
  readonly fastMs: number;
  readonly likelyMs: number;
  readonly slowMs: number;
}

/** A rate with what is known of its spread. */
export interface Rate {
  readonly slow: number;
  readonly likely: number;
  readonly fast: number;
}

/** What good backups of the same database took, from their manifests. Null: there is none to learn from. */
export interface PastRates {
  /** Bytes of dump files a second. */
  readonly exportRate: Rate | null;
  readonly copyRate: Rate | null;
  /** Everything that is neither export nor copy. */
  readonly overheadMs: number;
  /** Bytes of dump files for each byte that the dictionary estimated. */
  readonly dumpRatio: Rate | null;
}

export const nothingPast: PastRates = { exportRate: null, copyRate: null, overheadMs: 0, dumpRatio: null };

export interface ForecastInput {
  readonly phase: 'before' | 'export' | 'copy' | 'seal';
  /** Of the dump files: exact after the export, else from the dictionary's statistics; null: not known. */
  readonly bytesTotal: number | null;
  readonly bytesCopied: number;
  /** Time in the running phase, without pauses. */
  readonly phaseMs: number;
  /** 0 to 1 of the export; null where Data Pump does not tell. */
  readonly exportFraction: number | null;
  /** Bytes of dump files a second that this run's export made; null before it is known. */
  readonly exportRate: number | null;
  /** Of the copy, over the last while; null before it is known. */
  readonly copyRateNow: number | null;
  /** Until the quorum holds everything, from what each region took so far; null before it is known. */
  readonly quorumMs: number | null;
  /** What is left of a pause that ends by itself. */
  readonly pauseMs: number;
  readonly past: PastRates;
}

export interface Forecast {
  /** What is left of the export and of the copy; null: nothing is known to tell it from. */
  readonly export: Estimate | null;
  readonly copy: Estimate | null;
  /** What is left in all. */
  readonly whole: Estimate | null;
}

const nothing: Estimate = { fastMs: 0, likelyMs: 0, slowMs: 0 };

/** What is left of a backup: from the rates of good backups before it, then more and more from what is measured. */
export function forecastBackup(input: ForecastInput): Forecast {
  const exporting = exportLeft(input);
  const copying = copyLeft(input);
  const rest = overheadLeft(input);
  return {
    export: exporting,
    copy: copying,
    whole: exporting === null || copying === null ? null : addUp([exporting, copying, rest, exactly(input.pauseMs)]),
  };
}

function exportLeft({ phase, bytesTotal, phaseMs, exportFraction, past }: ForecastInput): Estimate | null {
  if (phase === 'copy' || phase === 'seal') return nothing;
  const expected = bytesTotal === null || past.exportRate === null ? null : takes(bytesTotal, past.exportRate);
  if (phase === 'before') return expected;
  if (exportFraction === null || exportFraction < tellingFraction) {
    if (expected !== null) return mapEstimate(expected, (ms) => Math.max(0, ms - phaseMs));
    return exportFraction === null ? null : fromLittle(phaseMs);
  }
  const likelyMs = (phaseMs / exportFraction) * (1 - exportFraction);
  // The last tables are not like the first: the less is done, the less it tells.
  return around(likelyMs, exportDoubt * (1 - exportFraction));
}

/** Less than a telling share is done, and there is no backup to learn from: what is left is so much at the least. */
function fromLittle(phaseMs: number): Estimate | null {
  if (phaseMs < tellingMs) return null;
  return around((phaseMs / tellingFraction) * (1 - tellingFraction), exportDoubt);
}

function copyLeft({
  phase,
  bytesTotal,
  bytesCopied,
  copyRateNow,
  quorumMs,
  exportRate,
  phaseMs,
  past,
}: ForecastInput): Estimate | null {
  // What the quorum missed is filled from the first regions' copies, at the speed at which it took parts.
  if (phase === 'seal') return around(Math.max(phaseMs * overrun, (quorumMs ?? 0) - phaseMs), copyDoubt);
  if (bytesTotal === null) return null;
  const left = Math.max(0, bytesTotal - bytesCopied);
  if (copyRateNow === null || copyRateNow <= 0) {
    const expected = past.copyRate ?? likeTheExport(exportRate);
    return expected === null ? null : takes(left, { ...expected, fast: expected.fast * hurryGain });
  }
  return around(Math.max((left / copyRateNow) * 1000, quorumMs ?? 0), copyDoubt);
}

/** With no backup to learn from, the export's own speed is all there is to guess the copy's from: far from a measurement. */
function likeTheExport(exportRate: number | null): Rate | null {
  if (exportRate === null || exportRate <= 0) return null;
  return { slow: exportRate / guessDoubt, likely: exportRate, fast: exportRate * (guessDoubt / hurryGain) };
}

/** The commit comes last, so its time is left until the end. */
const overheadLeft = ({ past: { overheadMs } }: ForecastInput): Estimate => around(overheadMs, copyDoubt);

/** Below it Data Pump's percentage is noise: it counts objects before it counts rows. */
const tellingFraction = 0.03;
/** From here on a percentage below it tells that the export is slow. */
const tellingMs = 60_000;
/** A guessed speed may be so many times as high, or as low. */
const guessDoubt = 4;
/** What takes longer than it was forecast to take goes on for so much of its time, as far as anybody knows. */
const overrun = 0.25;
/** How wrong an extrapolation from the very beginning of an export is taken to be. */
const exportDoubt = 0.6;
/** Rates of lines and disks keep within a quarter from one minute to the next, as a rule. */
const copyDoubt = 0.25;

/** The backups before ran at the steady pace, as a rule: a copy in a hurry may be so many times as fast. */
const hurryGain = 2;

const takes = (bytes: number, { slow, likely, fast }: Rate): Estimate => ({
  fastMs: (bytes / fast) * 1000,
  likelyMs: (bytes / likely) * 1000,
  slowMs: (bytes / slow) * 1000,
});

const around = (likelyMs: number, doubt: number): Estimate => ({
  fastMs: likelyMs * (1 - doubt),
  likelyMs,
  slowMs: likelyMs * (1 + doubt),
});

const exactly = (ms: number): Estimate => ({ fastMs: ms, likelyMs: ms, slowMs: ms });

const mapEstimate = ({ fastMs, likelyMs, slowMs }: Estimate, change: (ms: number) => number): Estimate => ({
  fastMs: change(fastMs),
  likelyMs: change(likelyMs),
  slowMs: change(slowMs),
});

const addUp = (estimates: readonly Estimate[]): Estimate => ({
  fastMs: estimates.reduce((sum, { fastMs }) => sum + fastMs, 0),
  likelyMs: estimates.reduce((sum, { likelyMs }) => sum + likelyMs, 0),
  slowMs: estimates.reduce((sum, { slowMs }) => sum + slowMs, 0),
});

/** Bytes of the dump files before there are any: the dictionary's estimate, as far as it was right before. */
export function expectedBytes(
  { estimatedBytes }: { readonly estimatedBytes: number | null },
  { dumpRatio }: PastRates,
): number | null {
  return estimatedBytes === null ? null : Math.round(estimatedBytes * (dumpRatio?.likely ?? 1));
}

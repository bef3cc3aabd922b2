import { levers, nightLevels, sealedShareOf, sealSpeedOf } from './levers';
import { lineRate } from './copy-speed';
import { factorAt, nextChange, type Night, type NightRegion, type Spell } from './night';

/**
 * The earliest end that any planner could reach who knew the whole night before: full speed from the first second, at
 * each moment the level that is best for each region, only the regions that the quorum needs, each at its line's full
 * speed whatever the others do, no time lost by changes but the restart of an export that somebody paused, and what a
 * region missed filled at no cost, also long after it was read. A bound: no run can be earlier, and not every planner would
 * reach it. In ms after the start.
 */
export function earliestEnd(night: Night): number {
  const { inspectMs, regionsMs, accelerateMs, listMs, manifestMs } = night.overheads;
  // Whoever pauses has Data Pump's job stopped, and it has to be started again: that is asked for, not a choice.
  const stopped = night.pauses.map((pause) => ({ ...pause, forMs: pause.forMs + night.overheads.restartExportMs }));
  const exportedMs = integrate(
    { pauses: stopped },
    {
      fromMs: inspectMs + regionsMs + accelerateMs,
      bytes: night.dumpBytes,
      spells: night.databaseSpells,
      rateAt: (atMs) => night.exportRate * factorAt(night.databaseSpells, atMs),
    },
  );
  // Whoever pauses stops the reading, not the filling of a region from another one's ciphertext.
  const readMs = integrate(night, {
    fromMs: exportedMs,
    bytes: night.dumpBytes,
    spells: [...night.databaseSpells, ...night.regions.flatMap(({ spells }) => spells)],
    rateAt: (atMs) => Math.max(...night.regions.map((region) => regionRate(night, region, atMs))),
  });
  const leastRatio = night.sealedRatio * Math.min(...nightLevels.map((level) => sealedShareOf(night, level)));
  const regions = night.regions.map((region) =>
    integrate(
      { pauses: [] },
      {
        fromMs: exportedMs,
        bytes: night.dumpBytes,
        spells: region.spells,
        rateAt: (atMs) => lineOf(night, region, atMs) / leastRatio,
      },
    ),
  );
  const quorumMs = regions.toSorted((a, b) => a - b)[night.minCopies - 1] ?? Infinity;
  // All of the quorum's copies go over the host's own link.
  const sentMs = integrate(
    { pauses: [] },
    {
      fromMs: exportedMs,
      bytes: night.minCopies * night.dumpBytes,
      spells: [],
      rateAt: () => night.egress / leastRatio,
    },
  );
  return Math.max(readMs, quorumMs, sentMs) + listMs + 2 * manifestMs;
}

/** Sealed bytes a second of a region that has the host's link for itself. */
const lineOf = (night: Night, region: NightRegion, atMs: number): number =>
  Math.min(lineRate(region, levers.expedited(null), atMs), night.egress);

/** Plain bytes a second that are read for it, at the fastest of the levels. */
function regionRate(night: Night, region: NightRegion, atMs: number): number {
  const read = night.readRate * night.sessionsGain * factorAt(night.databaseSpells, atMs);
  const line = lineOf(night, region, atMs);
  return Math.max(
    ...nightLevels.map((level) =>
      Math.min(
        read,
        night.sealRate * sealSpeedOf(night, level),
        line / (night.sealedRatio * sealedShareOf(night, level)),
      ),
    ),
  );
}

interface Work {
  readonly fromMs: number;
  readonly bytes: number;
  readonly spells: readonly Spell[];
  /** Bytes a second; it changes with the spells alone. */
  readonly rateAt: (atMs: number) => number;
}

/** When the bytes are moved; nothing moves in a pause. */
function integrate({ pauses }: Pick<Night, 'pauses'>, { fromMs, bytes, spells, rateAt }: Work): number {
  const stops = pauses.map(({ atMs, forMs }) => ({ fromMs: atMs, toMs: atMs + forMs, factor: 0 }));
  let leftBytes = bytes;
  let atMs = fromMs;
  for (;;) {
    const rate = rateAt(atMs) * factorAt(stops, atMs);
    const untilMs = nextChange([...spells, ...stops], atMs);
    const doneMs = rate === 0 ? Infinity : atMs + (leftBytes / rate) * 1000;
    if (doneMs <= untilMs) return doneMs;
    if (untilMs === Infinity) return Infinity;
    leftBytes -= (rate * (untilMs - atMs)) / 1000;
    atMs = untilMs;
  }
}

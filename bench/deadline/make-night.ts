import { deadlinePolicies } from '../../src/domain/deadline';
import type { PastBackup } from '../../src/domain/past-rates';
import { facts } from '../../test/workflows/scripted-activities';
import { levers } from './levers';
import type { Night, NightPause, NightRegion, Spell } from './night';
import { Random } from './random';
import { ranges, type RangeName } from './ranges';
import { copySpeed } from './copy-speed';

const mb = 1e6;
const gb = 1e9;
const minuteMs = 60_000;

/** The night that belongs to a seed. */
export function makeNight(seed: number): Night {
  const random = new Random(seed);
  const draw = (name: RangeName): number => random.between(ranges[name].span);
  const magnitude = (name: RangeName): number => random.magnitude(ranges[name].span);
  const whole = (name: RangeName): number => random.whole(ranges[name].span);

  const dumpRatio = draw('dumpRatio');
  const dumpBytes = Math.round(magnitude('dump') * gb);
  const readsLocally = random.happens(0.5);
  const usual = {
    seed,
    dumpBytes,
    estimatedBytes: Math.round(dumpBytes / dumpRatio / draw('statistics')),
    fileCount: whole('files'),
    exportRate: magnitude('exportRate') * mb,
    percentPower: draw('percentPower'),
    readRate: magnitude(readsLocally ? 'localRate' : 'readRate') * mb,
    sessionsGain: readsLocally ? 1 : draw('sessionsGain'),
    databaseSpells: [],
    sealRate: magnitude('sealRate') * mb,
    sealedRatio: draw('sealedRatio'),
    levelThree: { size: 1, speed: 1 },
    egress: magnitude('egress') * mb,
    regions: ['london', 'frankfurt', 'stockholm'].map((name): NightRegion => {
      const lineRate = magnitude('line') * mb;
      const limit = random.happens(0.4) ? lineRate * draw('limited') : null;
      return { name, lineRate, connectionsGain: draw('connectionsGain'), limit, spells: [] };
    }),
    minCopies: 2,
    overheads: overheadsOf(random),
    past: [],
    withinMs: 0,
    policy: random.oneOf(deadlinePolicies.map((policy) => [policy, 1] as const)),
    pauses: [],
  } satisfies Night;

  const usualMs = usualTimes(usual);
  const wholeMs = usualMs.exportMs + usualMs.copyMs + usualMs.overheadMs;
  const tonight = (rate: number): number => rate * draw(random.happens(0.1) ? 'badTonight' : 'tonight');
  const spells = (count: number, slow: RangeName, long: RangeName): readonly Spell[] =>
    Array.from({ length: count }, () => spell(random, wholeMs, draw(slow), draw(long) * minuteMs));
  const outageOf = random.happens(0.25) ? random.whole([0, usual.regions.length - 1]) : -1;
  return {
    ...usual,
    exportRate: tonight(usual.exportRate),
    readRate: tonight(usual.readRate),
    sealRate: tonight(usual.sealRate),
    egress: tonight(usual.egress),
    databaseSpells: spells(whole('databaseSpells'), 'databaseSlow', 'databaseSpell'),
    regions: usual.regions.map((region, i) => ({
      ...region,
      lineRate: tonight(region.lineRate),
      spells: [
        ...spells(whole('lineSpells'), 'lineSlow', 'lineSpell'),
        ...(i === outageOf ? [spell(random, wholeMs, 0, draw('outage') * minuteMs)] : []),
      ],
    })),
    past: random.happens(1 / 12)
      ? []
      : Array.from({ length: whole('nightsBefore') }, () => pastNight(usual, usualMs, dumpRatio, () => draw('spread'))),
    withinMs: Math.round(wholeMs * draw('deadline')),
    pauses: pausesOf(random, wholeMs),
    levelThree: { size: 1 - draw('levelThreeGain'), speed: draw('levelThreeSpeed') },
  };
}

/** How long the same backup takes in a night without spells at the steady pace. */
function usualTimes(night: Night): { exportMs: number; copyMs: number; overheadMs: number } {
  const { inspectMs, regionsMs, accelerateMs, listMs, manifestMs } = night.overheads;
  const { held } = copySpeed(night, levers.steady, 0);
  return {
    exportMs: (night.dumpBytes / night.exportRate) * 1000,
    copyMs: (night.dumpBytes / held) * 1000,
    overheadMs: inspectMs + regionsMs + accelerateMs + listMs + 2 * manifestMs,
  };
}

/** A night before this one, as its manifest tells: another size of the same database, at about the same speeds. */
function pastNight(
  night: Night,
  usual: { readonly exportMs: number; readonly copyMs: number; readonly overheadMs: number },
  dumpRatio: number,
  spread: () => number,
): PastBackup {
  const size = spread();
  const bytes = Math.round(night.dumpBytes * size);
  const phase = (name: 'prepare' | 'export' | 'copy', ms: number) => ({
    name,
    startedAt: '',
    durationMs: Math.round(ms),
  });
  return {
    facts: { ...facts, estimatedBytes: Math.round((bytes / dumpRatio) * spread()) },
    totals: { files: night.fileCount, parts: 1, bytes, sealedBytes: bytes },
    phases: [
      phase('prepare', usual.overheadMs * spread()),
      phase('export', usual.exportMs * size * spread()),
      phase('copy', usual.copyMs * size * spread()),
    ],
  };
}

function spell(random: Random, wholeMs: number, factor: number, longMs: number): Spell {
  const fromMs = Math.round(random.next() * wholeMs);
  return { fromMs, toMs: fromMs + Math.round(longMs), factor };
}

function pausesOf(random: Random, wholeMs: number): readonly NightPause[] {
  if (!random.happens(0.2)) return [];
  const pauses = Array.from({ length: random.whole([1, 2]) }, () => ({
    atMs: Math.round(random.next() * wholeMs),
    forMs: Math.round(random.between(ranges.pause.span) * minuteMs),
    untilGiven: random.happens(0.5),
  })).toSorted((a, b) => a.atMs - b.atMs);
  // Whoever resumes ends every pause: one that would begin within another is none.
  return pauses.filter(({ atMs }, i) => i === 0 || atMs > (pauses[i - 1]?.atMs ?? 0) + (pauses[i - 1]?.forMs ?? 0));
}

function overheadsOf(random: Random): Night['overheads'] {
  const ms = (low: number, high: number): number => Math.round(random.between([low, high]) * 1000);
  return {
    inspectMs: ms(10, 60),
    regionsMs: ms(1, 5),
    accelerateMs: ms(2, 6),
    stopExportMs: ms(5, 20),
    restartExportMs: ms(10, 30),
    listMs: ms(2, 20),
    manifestMs: ms(1, 3),
    cleanUpMs: ms(10, 60),
  };
}

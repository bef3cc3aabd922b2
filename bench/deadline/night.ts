import type { DeadlinePolicy } from '../../src/domain/deadline';
import type { PastBackup } from '../../src/domain/past-rates';

/** From one time of the night to another, in ms after the run's start, something goes at a part of its speed. */
export interface Spell {
  readonly fromMs: number;
  readonly toMs: number;
  /** Of its speed; 0: it is down. */
  readonly factor: number;
}

export interface NightRegion {
  readonly name: string;
  /** What the line carries with the configured connections; bytes a second. */
  readonly lineRate: number;
  /** What twice the connections bring: 1 or more. */
  readonly connectionsGain: number;
  /** The region's configured `bandwidth`; null: none. */
  readonly limit: number | null;
  readonly spells: readonly Spell[];
}

export interface NightPause {
  readonly atMs: number;
  readonly forMs: number;
  /** By `pauseUntil`; else by `pause` and `resume`. */
  readonly untilGiven: boolean;
}

/** All that will happen in one night; the backup knows of it only what it measures. Rates are bytes a second. */
export interface Night {
  readonly seed: number;
  /** Of the dump files, as they will be; and as the dictionary estimates them. */
  readonly dumpBytes: number;
  readonly estimatedBytes: number;
  readonly fileCount: number;
  readonly exportRate: number;
  /** Data Pump's percentage is this power of the share that is done: its objects are not alike. */
  readonly percentPower: number;
  /** Reading with the steady sessions, and what twice the sessions bring. */
  readonly readRate: number;
  readonly sessionsGain: number;
  readonly databaseSpells: readonly Spell[];
  /** Compression, encryption and digests at level 1. */
  readonly sealRate: number;
  /** Sealed bytes for each plain byte at level 1. */
  readonly sealedRatio: number;
  /** What level 3 makes of that size and of sealRate. */
  readonly levelThree: { readonly size: number; readonly speed: number };
  /** What the host sends to all regions together. */
  readonly egress: number;
  readonly regions: readonly NightRegion[];
  readonly minCopies: number;
  readonly overheads: NightOverheads;
  readonly past: readonly PastBackup[];
  readonly withinMs: number;
  readonly policy: DeadlinePolicy;
  readonly pauses: readonly NightPause[];
}

export interface NightOverheads {
  readonly inspectMs: number;
  readonly regionsMs: number;
  readonly accelerateMs: number;
  /** To stop Data Pump's job, and to bring it back. */
  readonly stopExportMs: number;
  readonly restartExportMs: number;
  /** To list what a region holds. */
  readonly listMs: number;
  readonly manifestMs: number;
  readonly cleanUpMs: number;
}

/** The product of all spells that it is in. */
export const factorAt = (spells: readonly Spell[], atMs: number): number =>
  spells.reduce((product, { fromMs, toMs, factor }) => (atMs >= fromMs && atMs < toMs ? product * factor : product), 1);

/** When the next spell begins or ends; Infinity: none does. */
export const nextChange = (spells: readonly Spell[], atMs: number): number =>
  Math.min(...spells.flatMap(({ fromMs, toMs }) => [fromMs, toMs]).filter((ms) => ms > atMs), Infinity);

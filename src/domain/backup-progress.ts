import type { AccelerationReport } from './acceleration';
import { describeStanding, type Standing } from './admission/place';
import { acceleratedCell } from './describe-acceleration';
import type { Phase, PhaseName, RegionCopy } from './manifest';
import type { Verdict } from './bottleneck';
import type { MonitorNews } from './monitor-news';
import { describeUnavailable, describeVerdict, nameOfBottleneck } from './describe-monitor';
import type { Outcome } from './backup-result';
import type { Pause } from './pause';
import type { SealSample } from './seal-sample';
import { formatBytes, formatDuration } from './quantities';
import { describeTiming, timingLines } from './describe-timing';
import { startingTiming, type Timing } from './timing';

export type ProgressPhase =
  'starting' | 'waiting for its turn' | 'waiting for a worker' | PhaseName | 'paused' | 'done';

/** `copying` until the run has judged the region by its own listing, then what it found. */
export type RegionProgressState = 'waiting' | 'copying' | RegionCopy['state'];

export interface RegionProgress {
  readonly name: string;
  readonly state: RegionProgressState;
  readonly missingParts: number;
  readonly reason?: string;
}

/** What the query `progress` of `backupDatabase` answers: the workflow's view, which moves with each finished batch. */
export interface BackupProgress {
  readonly backupId: string;
  readonly database: string;
  readonly phase: ProgressPhase;
  readonly paused: boolean;
  /** Why it is paused and until when, where that was said. */
  readonly pause: Pause | null;
  /** ISO 8601, as all instants here. */
  readonly startedAt: string;
  readonly phaseStartedAt: string;
  /** Plain bytes of the dump files; null until the export is complete. */
  readonly bytesTotal: number | null;
  readonly bytesCopied: number;
  /** 0 to 100 as Data Pump reports it; null outside the export. */
  readonly exportPercent: number | null;
  readonly regions: readonly RegionProgress[];
  readonly parts: { readonly done: number; readonly total: number };
  /** While it waits for its turn among other backups; null otherwise. */
  readonly wait: Wait | null;
  /** Of the export, from 1; 0 before it. */
  readonly attempt: number;
  /** The host that does the work; null while none has claimed it. */
  readonly host: string | null;
  /** The one that copies beside it in a hurry; null or absent: none. */
  readonly secondHost?: string | null;
  /** Once the run is over. */
  readonly outcome?: Outcome;
  /** The phases that have ended, in order. */
  readonly phases: readonly Phase[];
  readonly warnings: readonly string[];
  /** What the monitor of the host last told; null before it has started. */
  readonly monitor: MonitorNews | null;
  /** And that of the second host, while there is one. */
  readonly secondMonitor?: MonitorNews | null;
  /** What the sockets to the regions got; null before that is known. */
  readonly acceleration: AccelerationReport | null;
  /** Deadline, forecast, pace and its decisions. */
  readonly timing: Timing;
}

/** What the admission last said of its place, and since when it has waited. */
export interface Wait extends Standing {
  readonly since: string;
}

/** Whether it has got past the admission. */
export const hasTurn = ({ phase }: BackupProgress): boolean =>
  !['starting', 'prepare', 'waiting for its turn', 'done'].includes(phase);

/** What is known of a run that has just begun. */
export function startingProgress(database: string, backupId: string, startedAt: Date): BackupProgress {
  const started = startedAt.toISOString();
  return {
    backupId,
    database,
    phase: 'starting',
    paused: false,
    pause: null,
    startedAt: started,
    phaseStartedAt: started,
    bytesTotal: null,
    bytesCopied: 0,
    exportPercent: null,
    regions: [],
    parts: { done: 0, total: 0 },
    wait: null,
    attempt: 0,
    host: null,
    phases: [],
    warnings: [],
    monitor: null,
    acceleration: null,
    timing: startingTiming,
  };
}

/** What runs within the batches in flight: heartbeat details, which cost no history and which the workflow cannot see. */
export interface LiveFigures {
  /** Bytes beyond what the workflow counts: of the batches in flight, and of those that it was not told of yet. */
  readonly bytesDone: number;
  /** Parts of them that each region has not got. */
  readonly missingParts?: Readonly<Record<string, number>>;
  readonly bytesPerSecond: number | null;
  readonly exportPercent: number | null;
  /** How long an SCN stays readable now, in seconds; null: not known, or no export runs. */
  readonly undoRetentionS?: number | null;
  /** What other levels of compression would make of the data; null: no batch in flight has tried yet. */
  readonly sample?: SealSample | null;
}

/** Both views together. Never more than the total: a batch may end between the two readings. */
export function withLiveFigures(progress: BackupProgress, live: LiveFigures): BackupProgress {
  const bytes = progress.bytesCopied + live.bytesDone;
  return {
    ...progress,
    bytesCopied: progress.bytesTotal === null ? bytes : Math.min(bytes, progress.bytesTotal),
    exportPercent: progress.phase === 'export' ? (live.exportPercent ?? progress.exportPercent) : null,
  };
}

/** 0 to 1 of the phase that runs; null where nothing can be counted. */
export function phaseFraction(progress: BackupProgress): number | null {
  if (progress.phase === 'done') return 1;
  if (progress.phase === 'export') return progress.exportPercent === null ? null : progress.exportPercent / 100;
  if (progress.bytesTotal === null || progress.bytesTotal === 0) return null;
  return progress.bytesCopied / progress.bytesTotal;
}

/**
 * One line for a terminal or a log.
 * @param bytesPerSecond the speed seen of late; undefined where there is none.
 */
export function describeProgress(progress: BackupProgress, bytesPerSecond?: number): string {
  return [
    describePhase(progress),
    describeFraction(progress),
    describeBytes(progress),
    bytesPerSecond === undefined ? '' : `${formatBytes(bytesPerSecond)}/s`,
    describeTimeLeft(progress, bytesPerSecond),
    describeHold(progress),
    progress.phase === 'done' ? '' : describeTiming(progress.timing, progress.pause),
    progress.regions.map(describeRegion).join(', '),
  ]
    .filter((piece) => piece !== '')
    .join(' · ');
}

function describeFraction(progress: BackupProgress): string {
  const fraction = phaseFraction(progress);
  return fraction === null ? '' : `${Math.floor(fraction * 100)} %`;
}

function describeBytes({ bytesCopied, bytesTotal }: BackupProgress): string {
  if (bytesTotal === null) return bytesCopied === 0 ? '' : formatBytes(bytesCopied);
  return `${formatBytes(bytesCopied)} of ${formatBytes(bytesTotal)}`;
}

function describeTimeLeft({ phase, bytesCopied, bytesTotal }: BackupProgress, bytesPerSecond = 0): string {
  if (phase !== 'copy' || bytesTotal === null || bytesPerSecond <= 0 || bytesCopied >= bytesTotal) return '';
  return `${formatDuration(((bytesTotal - bytesCopied) / bytesPerSecond) * 1000)} left`;
}

/** What holds a copy back on one of its hosts. */
export interface Hold {
  /** `b ` of the second host, nothing of the first: what is said begins with it. */
  readonly where: string;
  readonly verdict: Verdict;
}

export function holdsOf({ monitor, secondMonitor, phase }: BackupProgress): readonly Hold[] {
  if (phase !== 'copy') return [];
  const hold = (verdict: Verdict | null | undefined, where: string): readonly Hold[] =>
    verdict == null ? [] : [{ where, verdict }];
  return [...hold(monitor?.verdict, ''), ...hold(secondMonitor?.verdict, `${secondMonitor?.host ?? ''} `)];
}

/** What holds it back, in a few words. */
const describeHold = (progress: BackupProgress): string =>
  holdsOf(progress)
    .map(({ where, verdict }) => `${where}held back by ${nameOfBottleneck(verdict)}`)
    .join(', ');

function describeRegion({ name, state, missingParts, reason }: RegionProgress): string {
  const missing = missingParts > 0 ? ` (${missingParts} parts missing)` : '';
  return `${name} ${state}${missing}${reason === undefined ? '' : `: ${reason}`}`;
}

/** What stands on the run's page in Temporal's UI: Markdown, for `setCurrentDetails`. */
export function progressTable(progress: BackupProgress): string {
  const hosts = [progress.host, progress.secondHost ?? null].filter((host) => host !== null).map(escapeCell);
  const host = hosts.length === 0 ? '' : `, on ${hosts.join(' and ')}`;
  return [
    `**${progress.database}: ${describeState(progress)}**`,
    '',
    `backup ${progress.backupId}${host}`,
    '',
    ...timingLines(progress.timing, progress.pause),
    ...table(
      ['phase', 'since', 'took', 'bytes', 'speed'],
      [...progress.phases.map(finishedRow), ...currentRow(progress)],
    ),
    ...regionTable(progress),
    ...monitorLines(progress),
    ...progress.warnings.flatMap((warning) => [`⚠ ${warning}`, '']),
  ].join('\n');
}

function describeState(progress: BackupProgress): string {
  if (progress.phase === 'done') return progress.outcome ?? 'done';
  const phase = describePhase(progress);
  return progress.paused ? `${phase}; the signal resume goes on` : [phase, describeFraction(progress)].join(' ').trim();
}

function describePhase({ phase, paused, wait }: BackupProgress): string {
  const named = wait === null ? phase : `${phase}: ${describeStanding(wait)}`;
  return paused && phase !== 'paused' ? `${named} (paused)` : named;
}

/** Cells end in an em space: Temporal's UI draws tables without any room between columns. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string => `|${cells.map((cell) => ` ${cell}\u2003`).join('|')}|`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line), ''];
}

function finishedRow({ name, startedAt, durationMs, bytes, bytesPerSecond }: Phase): readonly string[] {
  const moved = bytes === undefined ? '' : formatBytes(bytes);
  const speed = bytesPerSecond === undefined ? '' : `${formatBytes(bytesPerSecond)}/s`;
  return [name, clock(startedAt), formatDuration(durationMs), moved, speed];
}

function currentRow(progress: BackupProgress): readonly (readonly string[])[] {
  if (progress.phase === 'done') return [];
  return [[describePhase(progress), clock(progress.phaseStartedAt), '…', describeBytes(progress), '']];
}

function regionTable({ regions, acceleration }: BackupProgress): readonly string[] {
  const rows = regions.map((region) => [...regionRow(region), escapeCell(acceleratedCell(acceleration, region.name))]);
  return acceleration === null
    ? table(['region', 'state'], regions.map(regionRow))
    : table(['region', 'state', 'network'], rows);
}

function regionRow({ name, state, missingParts, reason }: RegionProgress): readonly string[] {
  const missing = missingParts > 0 ? `, ${missingParts} parts missing` : '';
  return [name, escapeCell(`${state}${missing}${reason === undefined ? '' : ` (${reason})`}`)];
}

/** What holds the backup back, with one thing to do about it, and what is not watched. */
function monitorLines({ monitor, secondMonitor, acceleration, phase }: BackupProgress): readonly string[] {
  const plain = acceleration?.unavailable ?? null;
  const isOver = phase === 'done';
  const ofSecond = secondMonitor == null ? [] : newsLines(secondMonitor, `${secondMonitor.host}: `, isOver);
  return [
    ...(monitor === null ? [] : newsLines(monitor, '', isOver)),
    ...ofSecond,
    ...(plain === null ? [] : [`network not accelerated: ${plain}`, '']),
  ];
}

function newsLines({ verdict, unavailable }: MonitorNews, where: string, isOver: boolean): readonly string[] {
  const told = verdict === null || isOver ? [] : [`**${where}${describeVerdict(verdict)}** ${verdict.advice}`, ''];
  return [...told, ...unavailable.flatMap((part) => [`${where}${describeUnavailable(part)}`, ''])];
}

/** `08:15:00Z` of an ISO instant. */
const clock = (instant: string): string => `${instant.slice(11, 19)}Z`;

const escapeCell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

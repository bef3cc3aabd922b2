import { nameOfBottleneck } from '../domain/describe-monitor';
import { phaseFraction, type BackupProgress, type RegionProgress } from '../domain/backup-progress';
import { phaseNames } from '../domain/manifest';
import { formatBytes, formatDuration } from '../domain/quantities';
import { clockOf, deadlineRows } from './backup-watch-deadline';
import { bar, paint, tame, wrap, type Line, type Span } from './terminal-text';
import type { BackupSight } from './watch-backup';

/** All that a screen is made of. */
export interface WatchFrame {
  readonly sight: BackupSight;
  readonly taskQueue: string;
  readonly nowMs: number;
  readonly columns: number;
  readonly rows: number;
  readonly hasColour: boolean;
  /** What a key did, or what is wrong with Temporal just now. */
  readonly note: string;
  readonly hasKeys: boolean;
}

const labelWidth = 11;

/** The screen of `backup watch`: what holds now on top, decisions below, and the keys in the last row. */
export function watchScreen(frame: WatchFrame): readonly string[] {
  const top = [
    ...headRows(frame),
    [],
    ...phaseRows(frame),
    [],
    ...workRows(frame),
    ...timeRows(frame),
    ...troubleRows(frame),
  ];
  const bottom: readonly Line[] = [[], ...noteRows(frame), keyRow(frame)];
  const room = Math.max(0, frame.rows - top.length - bottom.length);
  const lines = [...top.slice(0, Math.max(1, frame.rows - bottom.length)), ...decisionRows(frame, room), ...bottom];
  return lines.map((line) => paint(line, frame.columns, frame.hasColour));
}

function headRows({ sight: { progress }, nowMs }: WatchFrame): readonly Line[] {
  const host = progress.host === null ? '' : `, on ${tame(progress.host)}`;
  const runs = `runs for ${formatDuration(nowMs - Date.parse(progress.startedAt))}`;
  return [[['bold', progress.database], `  ${progress.backupId}`, ['dim', `  ${runs}${host}`]]];
}

/** Each phase with its mark: ✔ has ended, ▶ runs (⏸ paused), · is still to come. */
function phaseRows({ sight, nowMs, columns }: WatchFrame): readonly Line[] {
  const { progress } = sight;
  const ended = new Map(progress.phases.map(({ name, durationMs }) => [name as string, durationMs]));
  const names = [...new Set<string>([...phaseNames, ...ended.keys()])];
  const known = names.includes(progress.phase);
  const cells = names.map((name): Span => {
    const tookMs = ended.get(name);
    if (name === progress.phase) return currentPhase(progress, nowMs);
    return tookMs === undefined ? ['dim', `· ${name}`] : ['green', `✔ ${name} ${formatDuration(tookMs)}`];
  });
  const extra = known || progress.phase === 'done' ? [] : [currentPhase(progress, nowMs)];
  return flow([...extra, ...cells], columns);
}

function currentPhase({ phase, phaseStartedAt, paused }: BackupProgress, nowMs: number): Span {
  const since = formatDuration(nowMs - Date.parse(phaseStartedAt));
  return paused ? ['yellow', `⏸ ${phase} ${since}`] : ['cyan', `▶ ${phase} ${since}`];
}

/** Spans beside each other, on as many lines as they need. */
function flow(cells: readonly Span[], columns: number): readonly Line[] {
  const lines: Span[][] = [];
  let used = 0;
  for (const cell of cells) {
    const width = (typeof cell === 'string' ? cell : cell[1]).length + 3;
    const line = lines.at(-1);
    if (line === undefined || used + width > columns) {
      lines.push([cell]);
      used = width;
    } else {
      line.push('   ', cell);
      used += width;
    }
  }
  return lines;
}

/** The whole and each region: a bar, and what there is to say. */
function workRows({ sight, columns }: WatchFrame): readonly Line[] {
  const { progress } = sight;
  const width = Math.max(10, Math.min(40, Math.floor(columns / 3)));
  const names = [progress.phase, ...progress.regions.map(({ name }) => name)];
  const label = Math.max(labelWidth, ...names.map((name) => name.length + 1));
  const fraction = phaseFraction(progress);
  const share = fraction === null ? '' : `${Math.floor(fraction * 100)} %  `;
  return [
    [['bold', progress.phase.padEnd(label)], ['cyan', bar(fraction, width)], `  ${share}${amounts(sight)}`],
    ...progress.regions.map((region): Line => regionRow(region, progress, { label, width })),
    [],
  ];
}

function amounts({ progress, bytesPerSecond }: BackupSight): string {
  const { bytesCopied, bytesTotal, phase } = progress;
  const bytes =
    bytesTotal === null ? formatBytes(bytesCopied) : `${formatBytes(bytesCopied)} of ${formatBytes(bytesTotal)}`;
  const isCopying = phase === 'copy' && bytesTotal !== null && bytesPerSecond !== null && bytesPerSecond > 0;
  const left = isCopying ? formatDuration(((bytesTotal - bytesCopied) / bytesPerSecond) * 1000) : '';
  return [
    bytesTotal === null && bytesCopied === 0 ? '' : bytes,
    bytesPerSecond === null ? '' : `${formatBytes(bytesPerSecond)}/s`,
    left === '' ? '' : `${left} left`,
  ]
    .filter((piece) => piece !== '')
    .join('  ');
}

function regionRow(
  region: RegionProgress,
  progress: BackupProgress,
  { label, width }: { readonly label: number; readonly width: number },
): Line {
  const { name, state, missingParts, reason } = region;
  const isWell = missingParts === 0 && state !== 'incomplete' && state !== 'unavailable';
  const missing = missingParts > 0 ? `, ${missingParts} parts missing` : '';
  const why = reason === undefined ? '' : `: ${tame(reason)}`;
  return [
    name.padEnd(label),
    [isWell ? 'green' : 'yellow', bar(regionFraction(region, progress), width)],
    [isWell ? 'dim' : 'yellow', `  ${state}${missing}${why}`],
  ];
}

/** What was copied goes to every region, but for the parts that one lacks. Null: nothing has been copied yet. */
export function regionFraction({ state, missingParts }: RegionProgress, progress: BackupProgress): number | null {
  if (state === 'whole') return 1;
  const { bytesTotal, bytesCopied, parts } = progress;
  if (bytesTotal === null || bytesTotal === 0) return null;
  return Math.max(0, bytesCopied / bytesTotal - (parts.total === 0 ? 0 : missingParts / parts.total));
}

function timeRows({ sight: { progress }, nowMs, columns }: WatchFrame): readonly Line[] {
  const width = Math.max(10, Math.min(60, columns - labelWidth - 1));
  const due = deadlineRows({ timing: progress.timing, startedAt: progress.startedAt, nowMs, width });
  const { pace, deadline } = progress.timing;
  const hasPace = deadline !== null || pace === 'expedited';
  return [...labelled('deadline', due), ...(hasPace ? labelled('pace', [[pace]]) : [])];
}

/** What keeps it from going on or from going faster. */
function troubleRows(frame: WatchFrame): readonly Line[] {
  const { sight, taskQueue, columns } = frame;
  const { progress, waitsFor, unattendedSince } = sight;
  const verdict = progress.phase === 'copy' ? (progress.monitor?.verdict ?? null) : null;
  const told = (label: string, text: string): readonly Line[] =>
    labelled(
      label,
      wrap(text, columns - labelWidth - 1).map((line): Line => [['yellow', line]]),
    );
  return [
    ...(unattendedSince === null
      ? []
      : told(
          'waits',
          `for a worker on task queue ${taskQueue} since ${clockOf(unattendedSince.getTime())}; start one with \`redoubt worker\``,
        )),
    ...(progress.paused ? told('paused', pauseText(progress)) : []),
    ...(waitsFor === null ? [] : told('waits', waitsFor)),
    ...(verdict === null
      ? []
      : told('held back', `by ${nameOfBottleneck(verdict)}: ${verdict.evidence}. ${verdict.advice}`)),
    ...progress.warnings.flatMap((warning) => told('warning', warning)),
  ];
}

function pauseText({ pause }: BackupProgress): string {
  const until = pause?.until == null ? 'until somebody resumes it' : `until ${clockOf(Date.parse(pause.until))}`;
  return `${until}${pause?.reason == null ? '' : `: ${pause.reason}`}; the deadline’s clock goes on`;
}

const labelled = (label: string, rows: readonly Line[]): readonly Line[] =>
  rows.map((row, i) => [['bold', (i === 0 ? label : '').padEnd(labelWidth)], ...row]);

/** The last ones that there is room for. */
function decisionRows({ sight, columns }: WatchFrame, room: number): readonly Line[] {
  const rows = sight.progress.timing.decisions.flatMap(({ at, pace, because }) =>
    wrap(`${pace}: ${because}`, columns - 12).map((text, i): Line => [
      ['dim', (i === 0 ? clockOf(Date.parse(at)) : '').padEnd(labelWidth)],
      text,
    ]),
  );
  return rows.length === 0 || room < 3 ? [] : [[], [['bold', 'decisions']], ...rows.slice(-(room - 2))];
}

const noteRows = ({ note, columns }: WatchFrame): readonly Line[] =>
  note === ''
    ? []
    : wrap(note, columns)
        .slice(0, 3)
        .map((line): Line => [['cyan', line]]);

function keyRow({ hasKeys, sight: { progress } }: WatchFrame): Line {
  if (!hasKeys) return [['dim', 'Ctrl-C leaves; the backup goes on']];
  const pause = progress.paused ? 'resume' : 'pause';
  return [
    ['bold', 'p'],
    ` ${pause}   `,
    ['bold', 'r'],
    ' resume   ',
    ['bold', 'e'],
    ' expedite   ',
    ['bold', 'q'],
    ' leave; the backup goes on',
  ];
}

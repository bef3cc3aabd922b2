import { formatDuration } from '../../domain/quantities';
import type { BackupSight } from './watch-backup';
import { deadlineRows } from './deadline-rows';
import { decisionRows, leastDecisionRows } from './decision-rows';
import { labelled, labelWidth } from './labelled';
import { currentPhaseRow, phaseRows } from './phase-rows';
import { paint, tame, wrap, type Line } from './terminal-text';
import { troubleRows } from './trouble-rows';
import { workRows } from './work-rows';

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
  /** The answer so far to the question why it shall pause; null: nothing is asked. */
  readonly reason: string | null;
}

/**
 * The screen of `backup watch`, as many lines as it has rows: what holds now on top, decisions below, the keys in the last
 * row. A window that is too small for all of it gets what matters most.
 */
export function watchScreen(frame: WatchFrame): readonly string[] {
  const bottom = bottomRows(frame);
  const room = Math.max(1, frame.rows - bottom.length);
  const top = topRows(frame, room);
  const decisions = decisionRows(frame, room - top.length);
  const gap = Array.from({ length: room - top.length - decisions.length }, (): Line => []);
  const lines = [...top, ...decisions, ...gap, ...bottom].slice(-frame.rows);
  return lines.map((line) => paint(line, frame.columns, frame.hasColour));
}

/** Everything where it fits beside the newest decision; else less and less of it. */
function topRows(frame: WatchFrame, room: number): readonly Line[] {
  const compact = compactRows(frame);
  const shapes = [spaciousRows(frame), spaciousRows(frame, 2), spaciousRows(frame, 1), compact];
  const least = leastDecisionRows(frame);
  const fitting =
    shapes.find(({ length }) => length + least <= room) ?? shapes.find(({ length }) => length <= room) ?? compact;
  return fitting.slice(0, room);
}

const spaciousRows = (frame: WatchFrame, mostTroubleLines = Number.POSITIVE_INFINITY): readonly Line[] => [
  headRow(frame),
  [],
  ...phaseRows(frame),
  [],
  ...workRows(frame),
  [],
  ...deadline(frame, false),
  ...pace(frame),
  ...troubleRows(frame, mostTroubleLines),
];

const compactRows = (frame: WatchFrame): readonly Line[] => [
  headRow(frame),
  currentPhaseRow(frame),
  ...workRows(frame),
  ...deadline(frame, true),
  ...troubleRows(frame, 2),
  ...pace(frame),
];

function headRow({ sight: { progress }, nowMs }: WatchFrame): Line {
  const host = progress.host === null ? '' : `, on ${tame(progress.host)}`;
  const runs = `runs for ${formatDuration(nowMs - Date.parse(progress.startedAt))}`;
  return [['bold', tame(progress.database)], `  ${progress.backupId}`, ['dim', `  ${runs}${host}`]];
}

function deadline({ sight: { progress }, nowMs, columns }: WatchFrame, isCompact: boolean): readonly Line[] {
  const { timing, startedAt, paused: isPaused } = progress;
  const width = Math.max(10, Math.min(60, columns - labelWidth - 1));
  return labelled('deadline', deadlineRows({ timing, isPaused, startedAt, nowMs, width, isCompact }));
}

/** Where there is no deadline, only a pace that somebody asked for is worth a line. */
function pace({ sight }: WatchFrame): readonly Line[] {
  const { deadline, pace } = sight.progress.timing;
  return deadline === null && pace === 'steady' ? [] : labelled('pace', [[pace]]);
}

function bottomRows(frame: WatchFrame): readonly Line[] {
  if (frame.reason !== null) return questionRows(frame.reason, frame.columns);
  const note = frame.note === '' ? [] : wrap(frame.note, frame.columns).slice(0, 3);
  return [...note.map((line): Line => [['cyan', line]]), keyRow(frame)];
}

/** The end of a long answer is what is being typed. */
function questionRows(reason: string, columns: number): readonly Line[] {
  const question = 'why pause? ';
  const shown = Array.from(reason).slice(-Math.max(1, columns - question.length - 2));
  return [
    [['bold', question], shown.join(''), ['bold', '▏']],
    [['bold', 'Enter'], ' pauses, also without a reason   ', ['bold', 'Esc'], ' does not'],
  ];
}

function keyRow({ hasKeys, columns }: WatchFrame): Line {
  if (!hasKeys) return [['dim', 'Ctrl-C quits; the backup goes on']];
  const isWide = columns >= 60;
  const gap = isWide ? '   ' : ' ';
  return [
    ['bold', 'p'],
    ` pause${gap}`,
    ['bold', 'r'],
    ` resume${gap}`,
    ['bold', 'e'],
    ` expedite${gap}`,
    ['bold', 'q'],
    isWide ? ' quit; the backup goes on' : ' quit',
  ];
}

import { ParentClosePolicy, setHandler, startChild, workflowInfo } from '@temporalio/workflow';
import type { BackupPlan } from '../../src/domain/backup-plan';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { Pause } from '../../src/domain/pause';
import type { CompletedExport } from '../../src/domain/completed-export';
import type { CopiedFile, SourceFile } from '../../src/domain/copy-work';
import { countParts, partsPerBatch } from '../../src/domain/part-ranges';
import { copyFile, retuneSignal, secondLaneSignal, type CopyFileResult } from '../copy-file';
import { pauseSignal, resumeSignal, type Control } from '../running/control';
import { fileProgressSignal, secondLostSignal } from '../running/file-news';
import { inOrder } from '../running/in-order';
import { claimLane, type Lane } from '../running/lanes';
import { withinMaxDuration } from '../running/max-duration';
import type { Timekeeper } from '../running/timekeeper';
import type { ProgressBoard } from '../running/progress-board';
import { saidToWait } from '../running/said-to-wait';
import { SecondHost, withSecondHost } from '../running/second-host';
import { takeTurns } from '../running/take-turns';
import type { WatchedHost } from './watch-host';

/** Two batches of a file in flight keep a host's pipeline full while one of them ends. */
const batchesInFlight = 2;
/** So do two files: a small one (Data Pump's log, a last dump file) is no work for a whole host. */
const filesAtOnce = 2;

export interface CopyInput {
  readonly plan: BackupPlan;
  readonly made: CompletedExport;
  /** The host that is watched; the monitor follows where the work goes. */
  readonly watched: WatchedHost;
  readonly time: Timekeeper;
}

/** Copies every file of the export, and Data Pump's log, to all regions. */
export async function copyFiles(
  { plan, made, watched, time }: CopyInput,
  control: Control,
  board: ProgressBoard,
): Promise<readonly CopiedFile[]> {
  const files = numberFiles(made);
  const total = files.reduce((sum, file) => sum + countParts(file.sizeBytes, plan.copies.partBytes), 0);
  board.update({ parts: { done: 0, total } });
  board.updateRegions(board.progress.regions.map((region) => ({ ...region, state: 'copying' })));
  countProgress(made, total, board);

  const lane = await saidToWait(board, claimLane(plan.backupId, { prefer: watched.lane }));
  let first = lane;
  const workOn = (next: Lane): void => {
    first = next;
    board.update({ host: next.host });
    watched.watch.follow(next);
  };
  workOn(lane);

  const second = new SecondHost({ backupId: plan.backupId, firstHost: () => first.host, control, time, board });
  second.onChange((next) => watched.watch.beside(next));
  setHandler(secondLostSignal, (lost) => second.lose(lost));
  const copyNext = async (sourceFile: SourceFile): Promise<CopiedFile> => {
    const given = first;
    const setting = { plan, made, control, time, second, lane: given };
    const { lane: last, ...copiedFile } = await copyOneFile(setting, sourceFile);
    if (last.host !== given.host) workOn(last);
    return copiedFile;
  };
  const copyAll = (): Promise<CopiedFile[]> => takeTurns(files, filesAtOnce, copyNext);
  const copied = await withinMaxDuration(plan, () => withSecondHost(second, copyAll));
  return copied.sort((a, b) => a.file.fileNumber - b.file.fileNumber);
}

/** Adds up what the files' runs tell. */
function countProgress(made: CompletedExport, total: number, board: ProgressBoard): void {
  // A file's run that began before this version does not tell what is missing.
  setHandler(fileProgressSignal, ({ parts, bytes, missing = {} }) => {
    const { progress } = board;
    // The log is copied too; the total is that of the dump files.
    const bytesCopied = Math.min(made.bytes, progress.bytesCopied + bytes);
    board.update({
      parts: { done: progress.parts.done + parts, total },
      bytesCopied,
      regions: progress.regions.map((region) => ({
        ...region,
        missingParts: region.missingParts + (missing[region.name]?.parts ?? 0),
      })),
    });
  });
}

interface CopySetting {
  readonly plan: BackupPlan;
  readonly made: CompletedExport;
  readonly control: Control;
  readonly time: Timekeeper;
  readonly second: SecondHost;
  readonly lane: Lane;
}

async function copyOneFile(
  { plan, made, control, time, second, lane }: CopySetting,
  file: SourceFile,
): Promise<CopyFileResult> {
  const startedPaused = control.paused;
  const startedAs = time.tuning;
  const startedBeside = second.lane;
  const child = await startChild(copyFile, {
    workflowId: `${workflowInfo().workflowId}/file-${file.fileNumber}`,
    parentClosePolicy: ParentClosePolicy.REQUEST_CANCEL,
    staticSummary: `copies ${file.name}`,
    args: [
      {
        plan,
        file,
        lane,
        secondLane: startedBeside,
        partsPerBatch: partsPerBatch(made.bytes, plan.copies.partBytes),
        inFlight: batchesInFlight,
        paused: startedPaused,
        tuning: startedAs,
        backupBytes: made.bytes,
      },
    ],
  });
  const tell = inOrder();
  const tellPause = (pause: Pause | null): void =>
    tell(() => (pause === null ? child.signal(resumeSignal) : child.signal(pauseSignal)));
  const tellTuning = (tuning: CopyTuning): void => tell(() => child.signal(retuneSignal, tuning));
  const tellSecond = (next: Lane | null): void => tell(() => child.signal(secondLaneSignal, next));
  const forget = [control.onChange(tellPause), time.onTuning(tellTuning), second.onChange(tellSecond)];
  if (control.paused !== startedPaused) tellPause(control.pause);
  if (time.tuning !== startedAs) tellTuning(time.tuning);
  if (second.lane !== startedBeside) tellSecond(second.lane);
  try {
    return await child.result();
  } finally {
    for (const each of forget) each();
  }
}

/** The dump files in their order, then the log. */
function numberFiles(made: CompletedExport): readonly SourceFile[] {
  const dumps = made.files.map(({ name, sizeBytes }, i) => ({
    fileNumber: i + 1,
    kind: 'dump' as const,
    name,
    sizeBytes,
  }));
  return [...dumps, { fileNumber: dumps.length + 1, kind: 'log', name: made.log.name, sizeBytes: made.log.sizeBytes }];
}

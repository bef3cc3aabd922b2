import { continueAsNew, defineSignal, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CopyTuning } from '../src/domain/copy-tuning';
import type { BackupPlan } from '../src/domain/backup-plan';
import {
  addMissing,
  fileObjectOf,
  nothingSealed,
  sharedSpans,
  type BatchDone,
  type CopiedFile,
  type MissingByRegion,
  type PartSpan,
  type SealedParts,
  type SourceFile,
} from '../src/domain/copy-work';
import type { BatchIndex } from '../src/domain/manifest';
import { countParts } from '../src/domain/part-ranges';
import { createControl, endIfCancelled, type Control } from './running/control';
import { FileLanes, type Shares } from './running/file-lanes';
import { tellOfLoss, tellParent, untoldQuery, type ProgressTeller } from './running/file-news';
import type { Seat } from './running/lane-seats';
import type { Lane } from './running/lanes';
import { activities, longRunning } from './running/policies';
import { runBatch } from './running/run-batch';

export interface CopyFileInput {
  readonly plan: BackupPlan;
  readonly file: SourceFile;
  readonly lane: Lane;
  /** Another host's, while the backup has one; a run that began before this version knows none. */
  readonly secondLane?: Lane | null;
  readonly partsPerBatch: number;
  /** Batches of this file that run on a lane at the same time. */
  readonly inFlight: number;
  readonly paused: boolean;
  readonly tuning: CopyTuning;
  /** Of the whole backup: the parent is told of progress a hundred times at most. */
  readonly backupBytes: number;
  /** What a run before this one (continue-as-new) did. */
  readonly done?: FileProgress;
}

interface FileProgress {
  readonly batches: readonly BatchIndex[];
  readonly sealedBytes: number;
  readonly missing: MissingByRegion;
  /** By first part: what a host had sealed when it died while the work was being stopped. */
  readonly carried: Readonly<Record<number, SealedParts>>;
}

const nothingDone: FileProgress = { batches: [], sealedBytes: 0, missing: {}, carried: {} };

/** The pace has changed: batches in flight end, and the rest is copied this way. */
export const retuneSignal = defineSignal<[CopyTuning]>('retune');

/** Another host copies too from now on, or (null) no longer does. */
export const secondLaneSignal = defineSignal<[Lane | null]>('secondLane');

export interface CopyFileResult extends CopiedFile {
  /** Where the last batch ran: the next file need not find out again that a host is gone. */
  readonly lane: Lane;
}

/** Copies one file of a backup to every region, a batch of parts at a time; pausable between parts. */
export async function copyFile(input: CopyFileInput): Promise<CopyFileResult> {
  const control = createControl(input.paused);
  const { plan, file } = input;
  let { tuning } = input;
  setHandler(retuneSignal, (next) => {
    tuning = next;
    control.interrupt();
  });
  const total = countParts(file.sizeBytes, plan.copies.partBytes);
  let done = input.done ?? nothingDone;
  const lanes = new FileLanes({ first: input.lane, second: input.secondLane ?? null, onSecondLost: tellOfLoss });
  setHandler(secondLaneSignal, (second) => {
    // What is left is shared out anew: what runs on the first lane may be all of it.
    if (lanes.give(second)) control.interrupt();
  });
  const teller = tellParent(input.backupBytes / 100);
  setHandler(untoldQuery, () => teller.untold);
  control.listen();

  for (;;) {
    await control.untilRunning();
    const shares = lanes.share();
    const spans = sharedSpans(total, done.batches, {
      partsPerBatch: input.partsPerBatch,
      turns: shares.seats.length > 1 ? shares.seats.length * input.inFlight : 1,
    });
    if (spans.length === 0) break;
    if (workflowInfo().continueAsNewSuggested) {
      await teller.flush();
      await continueAsNew<typeof copyFile>({
        ...input,
        lane: lanes.first,
        secondLane: lanes.second ?? null,
        paused: control.paused,
        tuning,
        done,
      });
    }
    const round = spans.slice(0, roundLength);
    done = await copySpans({ input, control, shares, teller, done, tuning: () => tuning }, round);
    endIfCancelled();
  }
  await teller.flush();
  return { ...(await finish(input, done)), lane: lanes.first };
}

/** Spans that are worked on before the history is looked at again. */
const roundLength = 50;

interface Round {
  readonly input: CopyFileInput;
  readonly control: Control;
  readonly shares: Shares;
  readonly teller: ProgressTeller;
  readonly done: FileProgress;
  readonly tuning: () => CopyTuning;
}

async function copySpans(round: Round, spans: readonly PartSpan[]): Promise<FileProgress> {
  const { input, control, shares, teller } = round;
  const queue = [...spans];
  let done = round.done;

  const takeTurns = async (seat: Seat): Promise<void> => {
    while (!control.paused && !shares.isOver(seat)) {
      const span = queue.shift();
      if (span === undefined) return;
      const resume = done.carried[span.first] ?? nothingSealed;
      const order = { plan: input.plan, file: input.file, span, resume, tuning: round.tuning() };
      const summary = `${input.file.name} parts ${span.first}–${span.end - 1}`;
      const batch = await control.interruptible(() => runBatch(seat, order, summary));
      if (batch !== undefined) {
        done = addBatch(done, span.first, batch);
        await teller.add(batch);
      }
      endIfCancelled();
    }
  };
  const turns = Array.from({ length: input.inFlight }, () => shares.seats.map(takeTurns));
  await Promise.all(turns.flat());
  return done;
}

function addBatch(done: FileProgress, firstPart: number, batch: BatchDone): FileProgress {
  return {
    batches: batch.index === undefined ? done.batches : [...done.batches, batch.index],
    sealedBytes: done.sealedBytes + batch.sealedBytes,
    missing: addMissing(done.missing, batch.missing),
    carried: batch.carried === undefined ? done.carried : { ...done.carried, [firstPart]: batch.carried },
  };
}

async function finish(input: CopyFileInput, done: FileProgress): Promise<CopiedFile> {
  const { plan, file } = input;
  const stored = await activities(longRunning, `${file.name}: its list of batches`).storeFileObject({
    plan,
    fileObject: fileObjectOf(plan, file, done.batches),
  });
  return {
    file: {
      fileNumber: file.fileNumber,
      kind: file.kind,
      name: file.name,
      size: file.sizeBytes,
      parts: countParts(file.sizeBytes, plan.copies.partBytes),
      sealedSize: done.sealedBytes,
      key: stored.key,
      sha256: stored.sha256,
    },
    missing: done.missing,
  };
}

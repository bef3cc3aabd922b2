import { continueAsNew, defineSignal, getExternalWorkflowHandle, setHandler, workflowInfo } from '@temporalio/workflow';
import type { CopyTuning } from '../src/domain/copy-tuning';
import type { BackupPlan } from '../src/domain/backup-plan';
import {
  addMissing,
  fileObjectOf,
  openSpans,
  nothingSealed,
  type BatchDone,
  type CopiedFile,
  type MissingByRegion,
  type PartSpan,
  type SealedParts,
  type SourceFile,
} from '../src/domain/copy-work';
import type { BatchIndex } from '../src/domain/manifest';
import { countParts } from '../src/domain/part-ranges';
import { endIfCancelled, listenForControl, type Control } from './running/control';
import { LaneSeat, runBatch, type Lane } from './running/lanes';
import { activities, longRunning } from './running/policies';

export interface CopyFileInput {
  readonly plan: BackupPlan;
  readonly file: SourceFile;
  readonly lane: Lane;
  readonly partsPerBatch: number;
  /** Batches of this file that run at the same time. */
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

/** Tells the backup what was copied since the last time. */
export const fileProgressSignal = defineSignal<[CopyNews]>('fileProgress');

export interface CopyNews {
  readonly parts: number;
  readonly bytes: number;
  /** Parts of it that regions have not got. */
  readonly missing?: MissingByRegion;
}

export interface CopyFileResult extends CopiedFile {
  /** Where the last batch ran: the next file need not find out again that a host is gone. */
  readonly lane: Lane;
}

/** Copies one file of a backup to every region, a batch of parts at a time; pausable between parts. */
export async function copyFile(input: CopyFileInput): Promise<CopyFileResult> {
  const control = listenForControl(input.paused);
  const { plan, file } = input;
  let { tuning } = input;
  setHandler(retuneSignal, (next) => {
    tuning = next;
    control.interrupt();
  });
  const total = countParts(file.sizeBytes, plan.copies.partBytes);
  let done = input.done ?? nothingDone;
  const seat = new LaneSeat(input.lane);
  const teller = tellParent(input.backupBytes / 100);

  for (;;) {
    await control.untilRunning();
    const spans = openSpans(total, done.batches, input.partsPerBatch);
    if (spans.length === 0) break;
    if (workflowInfo().continueAsNewSuggested) {
      await teller.flush();
      await continueAsNew<typeof copyFile>({ ...input, lane: seat.lane, paused: control.paused, tuning, done });
    }
    const round = spans.slice(0, roundLength);
    done = await copySpans({ input, control, seat, teller, done, tuning: () => tuning }, round);
    endIfCancelled();
  }
  await teller.flush();
  return { ...(await finish(input, done)), lane: seat.lane };
}

/** Spans that are worked on before the history is looked at again. */
const roundLength = 50;

interface Round {
  readonly input: CopyFileInput;
  readonly control: Control;
  readonly seat: LaneSeat;
  readonly teller: ProgressTeller;
  readonly done: FileProgress;
  readonly tuning: () => CopyTuning;
}

async function copySpans(round: Round, spans: readonly PartSpan[]): Promise<FileProgress> {
  const { input, control, seat, teller } = round;
  const queue = [...spans];
  let done = round.done;

  const takeTurns = async (): Promise<void> => {
    while (!control.paused) {
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
  await Promise.all(Array.from({ length: input.inFlight }, takeTurns));
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

interface ProgressTeller {
  add(batch: BatchDone): Promise<void>;
  flush(): Promise<void>;
}

/** Tells the backup of progress whenever `everyBytes` have come together. */
function tellParent(everyBytes: number): ProgressTeller {
  const parent = workflowInfo().parent;
  const nothing: Required<CopyNews> = { parts: 0, bytes: 0, missing: {} };
  let untold = nothing;
  const flush = async (): Promise<void> => {
    const told = untold;
    untold = nothing;
    if (parent === undefined || told.parts === 0) return;
    // A backup that is over no longer listens, and ends this run by its parent close policy.
    await getExternalWorkflowHandle(parent.workflowId, parent.runId)
      .signal(fileProgressSignal, told)
      .catch(() => undefined);
  };
  return {
    flush,
    add: async ({ index, bytes, missing }) => {
      untold = {
        parts: untold.parts + (index?.parts ?? 0),
        bytes: untold.bytes + bytes,
        missing: addMissing(untold.missing, missing),
      };
      if (untold.bytes >= everyBytes) await flush();
    },
  };
}

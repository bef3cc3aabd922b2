import {
  defineQuery,
  defineSignal,
  getExternalWorkflowHandle,
  workflowInfo,
  type ExternalWorkflowHandle,
} from '@temporalio/workflow';
import { addMissing, untoldQueryName, type BatchDone, type CopyNews } from '../../src/domain/copy-work';
import type { Lane } from './lanes';

/** Tells the backup what was copied since the last time. */
export const fileProgressSignal = defineSignal<[CopyNews]>('fileProgress');

/** What the backup does not know yet: for whoever looks how far it is. */
export const untoldQuery = defineQuery<CopyNews>(untoldQueryName);

/** Tells the backup that the host of its second lane is gone. */
export const secondLostSignal = defineSignal<[Lane]>('secondLost');

/** To whoever copies the file. A backup that is over no longer listens, and ends this run by its parent close policy. */
async function toParent(tell: (parent: ExternalWorkflowHandle) => Promise<void>): Promise<void> {
  const { parent } = workflowInfo();
  if (parent === undefined) return;
  await tell(getExternalWorkflowHandle(parent.workflowId, parent.runId)).catch(() => undefined);
}

export const tellOfLoss = (lane: Lane): void => void toParent((parent) => parent.signal(secondLostSignal, lane));

export interface ProgressTeller {
  readonly untold: CopyNews;
  add(batch: BatchDone): Promise<void>;
  flush(): Promise<void>;
}

/** Tells the backup of progress whenever `everyBytes` have come together. */
export function tellParent(everyBytes: number): ProgressTeller {
  const nothing: Required<CopyNews> = { parts: 0, bytes: 0, missing: {} };
  let untold = nothing;
  const flush = async (): Promise<void> => {
    const told = untold;
    untold = nothing;
    if (told.parts > 0) await toParent((parent) => parent.signal(fileProgressSignal, told));
  };
  return {
    get untold() {
      return untold;
    },
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

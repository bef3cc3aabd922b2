import type { WorkflowHandle } from '@temporalio/client';
import { temporal } from '@temporalio/proto';

/** All that Temporal keeps of a run, payloads as they are: to look for what must not be there. */
export async function historyText(run: WorkflowHandle): Promise<string> {
  const encoded = temporal.api.history.v1.History.encode(await run.fetchHistory()).finish();
  return Buffer.from(encoded).toString('latin1');
}

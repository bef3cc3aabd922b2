import { temporal } from '@temporalio/proto';
import type { History } from '../../test/workflows/read-history';

export interface HistorySizes {
  readonly events: number;
  /** Events that tell the backup of progress: a hundred signals at most, whatever the size. */
  readonly progressEvents: number;
  readonly bytes: number;
  /** Of one history, which the server holds against its limits (51,200 events, 50 MiB). */
  readonly largestHistoryEvents: number;
  /** The largest by where it is: an activity's name, or the kind of event. */
  readonly payloadBytes: Readonly<Record<string, number>>;
}

export function sizeHistories(histories: readonly History[]): HistorySizes {
  const events = histories.flatMap((history) => history.events ?? []);
  const payloads = histories.flatMap(payloadsOf).sort((a, b) => a.bytes - b.bytes);
  return {
    events: events.length,
    progressEvents: histories.reduce((sum, history) => sum + progressEventsOf(history), 0),
    bytes: histories.reduce((sum, history) => sum + temporal.api.history.v1.History.encode(history).finish().length, 0),
    largestHistoryEvents: Math.max(...histories.map((history) => (history.events ?? []).length)),
    // The last of a name counts.
    payloadBytes: Object.fromEntries(payloads.map(({ place, bytes }) => [place, bytes])),
  };
}

type HistoryEvent = NonNullable<History['events']>[number];

/** The kinds of event, as `kindOf` names them: what is sent of progress, what is heard of it, and what else a workflow is woken for. */
const sentSignal = 'signalExternalWorkflowExecutionInitiatedEventAttributes';
const heardSignal = /^(workflowExecutionSignaled|externalWorkflowExecutionSignaled)Event/;
const otherNews =
  /^(workflowExecution(Started|CancelRequested|UpdateAccepted)|timerFired|childWorkflowExecutionStarted|(activityTask|childWorkflowExecution)(Completed|Failed|TimedOut|Canceled))Event/;

/** Signals, and workflow tasks (three events each) that nothing else was the reason of. */
function progressEventsOf({ events }: History): number {
  let ofSignals = 0;
  let wokenBy = { signals: 0, others: 0 };
  for (const kind of (events ?? []).map(kindOf)) {
    if (heardSignal.test(kind)) wokenBy.signals += 1;
    if (otherNews.test(kind)) wokenBy.others += 1;
    if (kind === sentSignal || heardSignal.test(kind)) ofSignals += 1;
    if (kind !== 'workflowTaskStartedEventAttributes') continue;
    if (wokenBy.signals > 0 && wokenBy.others === 0) ofSignals += 3;
    wokenBy = { signals: 0, others: 0 };
  }
  return ofSignals;
}

const kindOf = (event: HistoryEvent): string =>
  Object.entries(event).find(([key, value]) => key.endsWith('Attributes') && value != null)?.[0] ?? '';

function payloadsOf(history: History): readonly { readonly place: string; readonly bytes: number }[] {
  return (history.events ?? []).flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const place = scheduled ?? kindOf(event).replace(/EventAttributes$/, '');
    return dataIn(event).map((bytes) => ({ place, bytes }));
  });
}

/** Sizes of all that is in an event as bytes. */
function dataIn(value: unknown): readonly number[] {
  if (value instanceof Uint8Array) return [value.length];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(dataIn);
}

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

/** Sent, delivered, heard of in a workflow task of three events: in the file's history; signal and task in the backup's. */
const eventsOfASignal = 9;

export function sizeHistories(histories: readonly History[]): HistorySizes {
  const events = histories.flatMap((history) => history.events ?? []);
  const payloads = histories.flatMap(payloadsOf).sort((a, b) => a.bytes - b.bytes);
  const signals = events.filter(
    (event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes != null,
  ).length;
  return {
    events: events.length,
    progressEvents: signals * eventsOfASignal,
    bytes: histories.reduce((sum, history) => sum + temporal.api.history.v1.History.encode(history).finish().length, 0),
    largestHistoryEvents: Math.max(...histories.map((history) => (history.events ?? []).length)),
    // The last of a name counts.
    payloadBytes: Object.fromEntries(payloads.map(({ place, bytes }) => [place, bytes])),
  };
}

function payloadsOf(history: History): readonly { readonly place: string; readonly bytes: number }[] {
  return (history.events ?? []).flatMap((event) => {
    const scheduled = event.activityTaskScheduledEventAttributes?.activityType?.name;
    const kind = Object.entries(event).find(([key, value]) => key.endsWith('Attributes') && value != null)?.[0] ?? '';
    const place = scheduled ?? kind.replace(/EventAttributes$/, '');
    return dataIn(event).map((bytes) => ({ place, bytes }));
  });
}

/** Sizes of all that is in an event as bytes. */
function dataIn(value: unknown): readonly number[] {
  if (value instanceof Uint8Array) return [value.length];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(dataIn);
}

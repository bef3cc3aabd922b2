import type { Stage, WorkSample } from '../domain/monitor-sample';
import type { WorkCounters } from '../domain/work-counters';

/** What the data path did between two readings, `elapsedMs` apart. */
export function workSample(before: WorkCounters, after: WorkCounters, elapsedMs: number): WorkSample {
  const busy = (now: number, then: number) => Math.max(0, now - then) / elapsedMs;
  const inStage = (stage: Stage) => busy(after.stagePartMs[stage], before.stagePartMs[stage]);
  return {
    inStage: {
      read: inStage('read'),
      compress: inStage('compress'),
      encrypt: inStage('encrypt'),
      hash: inStage('hash'),
      send: inStage('send'),
    },
    waitingForThread: busy(after.waitingPartMs, before.waitingPartMs),
    parts: busy(after.partMs, before.partMs),
    source: after.source,
    readBytes: Math.max(0, after.readBytes - before.readBytes),
    sealedBytes: Math.max(0, after.sealedBytes - before.sealedBytes),
  };
}

/** PUTs under way on average, and bytes confirmed, of one region. */
export function regionWork(
  before: WorkCounters,
  after: WorkCounters,
  region: string,
  elapsedMs: number,
): { readonly puts: number; readonly storedBytes: number } {
  const grown = (of: (work: WorkCounters) => Readonly<Record<string, number>>) =>
    Math.max(0, (of(after)[region] ?? 0) - (of(before)[region] ?? 0));
  return {
    puts: grown((work) => work.putMsByRegion) / elapsedMs,
    storedBytes: grown((work) => work.storedBytesByRegion),
  };
}

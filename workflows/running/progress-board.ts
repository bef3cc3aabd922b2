import { defineSearchAttributeKey } from '@temporalio/common';
import { defineQuery, log, setCurrentDetails, setHandler, upsertSearchAttributes } from '@temporalio/workflow';
import {
  progressTable,
  startingProgress,
  type BackupProgress,
  type RegionProgress,
  type Wait,
} from '../../src/domain/backup-progress';
import type { Outcome } from '../../src/domain/backup-result';
import type { Phase, PhaseName } from '../../src/domain/manifest';
import { describeTiming } from '../../src/domain/describe-timing';
import { outlook, type Timing } from '../../src/domain/timing';
import { searchAttributes } from '../../src/domain/search-attributes';

/** The workflow's own view of a backup; `backup watch` adds the figures of the batches in flight. */
export const progressQuery = defineQuery<BackupProgress>('progress');

/** Set where the namespace knows them. */
const attributes = {
  database: defineSearchAttributeKey(searchAttributes.database, 'KEYWORD'),
  phase: defineSearchAttributeKey(searchAttributes.phase, 'KEYWORD'),
  outcome: defineSearchAttributeKey(searchAttributes.outcome, 'KEYWORD'),
  outlook: defineSearchAttributeKey(searchAttributes.outlook, 'KEYWORD'),
};
const deadlineAttribute = defineSearchAttributeKey(searchAttributes.deadline, 'DATETIME');

/** Keeps what is known of a run: the query, the table in Temporal's UI, the search attributes and the phases' times. */
export class ProgressBoard {
  #progress: BackupProgress;
  #known: readonly string[] = [];
  readonly #timingListeners: (() => void)[] = [];
  /** What the search attributes say: an event of the history only where that changes. */
  readonly #tags = new Map<keyof typeof attributes, string>();

  constructor(database: string, backupId: string, startedAt: Date) {
    this.#progress = startingProgress(database, backupId, startedAt);
    setHandler(progressQuery, () => this.#progress, { description: 'phase, bytes, regions and warnings, as JSON' });
    this.#show();
  }

  get progress(): BackupProgress {
    return this.#progress;
  }

  update(change: Partial<BackupProgress>): void {
    this.#progress = { ...this.#progress, ...change };
    this.#show();
    this.#tagPhase();
  }

  /** Deadline and forecast: on the page, and in the search attributes where they changed. */
  showTiming(timing: Timing): void {
    const before = this.#progress.timing;
    this.update({ timing });
    if (timing.deadline?.at !== before.deadline?.at) this.#tagDeadline();
    const now = outlook(timing);
    if (now !== null && now !== outlook(before)) {
      this.#tag('outlook', now);
      const { database, backupId, pause } = this.#progress;
      if (now === 'late') log.warn(`backup ${backupId} of ${database} is ${describeTiming(timing, pause)}`);
    }
    for (const listener of this.#timingListeners) listener();
  }

  /** Calls back whenever deadline and forecast were looked at. */
  onTiming(listener: () => void): void {
    this.#timingListeners.push(listener);
  }

  updateRegions(regions: readonly RegionProgress[]): void {
    this.update({ regions });
  }

  /** Others come first: shown as a phase, which has no place in the manifest. */
  showWait(wait: Wait): void {
    this.update({ phase: 'waiting for its turn', phaseStartedAt: wait.since, wait });
  }

  endWait(): void {
    if (this.#progress.wait !== null) this.update({ wait: null });
  }

  /** Search attributes that the namespace knows: an upsert of another one would hang the workflow. */
  useSearchAttributes(known: readonly string[]): void {
    this.#known = known;
    this.#tag('database', this.#progress.database);
    this.#tagPhase();
    this.#tagDeadline();
  }

  /** The run is over. */
  finish(outcome: Outcome): void {
    this.update({ phase: 'done', outcome });
    this.#tag('outcome', outcome);
  }

  /** Runs a step of the flowchart as a phase: shown while it runs, its time kept. */
  async phase<T>(name: PhaseName, step: () => Promise<T>, bytesOf?: (result: T) => number): Promise<T> {
    const startedAt = new Date();
    this.update({ phase: name, phaseStartedAt: startedAt.toISOString() });
    const result = await step();
    const durationMs = Date.now() - startedAt.getTime();
    const phase: Phase = {
      name,
      startedAt: startedAt.toISOString(),
      durationMs,
      ...throughput(bytesOf?.(result), durationMs),
    };
    this.update({ phases: [...this.#progress.phases, phase] });
    return result;
  }

  #tagDeadline(): void {
    const { deadline } = this.#progress.timing;
    if (deadline === null || !this.#known.includes(deadlineAttribute.name)) return;
    upsertSearchAttributes([{ key: deadlineAttribute, value: new Date(deadline.at) }]);
  }

  /** A pause is shown beside the phase that it stops, and found by as a phase of its own. */
  #tagPhase(): void {
    const { paused, phase } = this.#progress;
    this.#tag('phase', paused && phase !== 'done' ? 'paused' : phase);
  }

  #tag(name: keyof typeof attributes, value: string): void {
    const key = attributes[name];
    if (!this.#known.includes(key.name) || this.#tags.get(name) === value) return;
    this.#tags.set(name, value);
    upsertSearchAttributes([{ key, value }]);
  }

  #show(): void {
    setCurrentDetails(progressTable(this.#progress));
  }
}

function throughput(bytes: number | undefined, durationMs: number): { bytes?: number; bytesPerSecond?: number } {
  if (bytes === undefined) return {};
  return { bytes, bytesPerSecond: Math.round((bytes * 1000) / Math.max(1, durationMs)) };
}

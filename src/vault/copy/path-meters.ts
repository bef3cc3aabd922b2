import type { PathCounters } from '../../domain/path-counters';
import { PathMeter } from './path-meter';

/** Meters of backups that are over are kept for whoever reads them a last time. */
const mostMeters = 64;

/** The meters of all backups that this process has worked on, by backup id. Several batches of a backup share one. */
export class PathMeters {
  readonly #meters = new Map<string, PathMeter>();

  /** The backup's meter; a new one where there is none. */
  of(backupId: string): PathMeter {
    const meter = this.#meters.get(backupId) ?? new PathMeter();
    // The one that was asked for last stands last.
    this.#meters.delete(backupId);
    this.#meters.set(backupId, meter);
    this.#dropOldest();
    return meter;
  }

  /** Undefined where this process did nothing for the backup. */
  read(backupId: string): PathCounters | undefined {
    return this.#meters.get(backupId)?.read();
  }

  /** Of all backups, by their ids. */
  readAll(): ReadonlyMap<string, PathCounters> {
    return new Map([...this.#meters].map(([backupId, meter]) => [backupId, meter.read()]));
  }

  #dropOldest(): void {
    for (const [backupId, meter] of this.#meters) {
      if (this.#meters.size <= mostMeters) return;
      if (!meter.isBusy) this.#meters.delete(backupId);
    }
  }
}

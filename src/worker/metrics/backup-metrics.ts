import type { MetricMeter } from '@temporalio/common';
import { outcomes, type Outcome } from '../../domain/backup-result';
import { bottlenecks, type Verdict } from '../../domain/bottleneck';
import type { MonitorSample } from '../../domain/monitor-sample';
import { Instruments, type InstrumentOptions, type Labels } from './instruments';
import { SampleMetrics } from './sample-metrics';

/** A database and the regions of its copies, by name. */
export interface MeasuredDatabase {
  readonly database: string;
  readonly regions: readonly string[];
}

export interface NewestBackup {
  /** When it was started; undefined: the regions that answered list none. */
  readonly startedAt: Date | undefined;
  /** How many regions list it. */
  readonly regions: number;
}

const nothing = 'none';

/** What a worker tells Prometheus. Calls never throw and never wait: whoever does the work calls them on its way. */
export class BackupMetrics {
  readonly #instruments: Instruments;
  readonly #samples: SampleMetrics;
  readonly #bottlenecks = new Map<string, Labels>();
  readonly #retries = new Map<string, number>();

  constructor(meter: MetricMeter, options: InstrumentOptions = {}) {
    this.#instruments = new Instruments(meter, options);
    this.#samples = new SampleMetrics(this.#instruments);
  }

  /** Puts every counter at 0, so that the first increase is one. */
  expect({ database, regions }: MeasuredDatabase): void {
    this.#instruments.set('redoubt_backup_active', 0, { database });
    for (const outcome of outcomes) this.#instruments.count('redoubt_backups_total', 0, { database, outcome });
    this.recordPart(database, 0, 0);
    for (const region of regions) {
      this.#instruments.count('redoubt_retries_total', 0, { database, region });
      this.recordRegion(region, true);
    }
    this.#samples.expect(database, regions);
    this.recordVerdict(database, undefined);
  }

  /** A second as the monitor saw it. */
  recordSample(database: string, sample: MonitorSample): void {
    this.#samples.record(database, sample);
  }

  /** What holds the backup back from now on; undefined: nothing stands out. */
  recordVerdict(database: string, verdict: Pick<Verdict, 'bottleneck' | 'region'> | undefined): void {
    const labels = { database, bottleneck: verdict?.bottleneck ?? nothing, region: verdict?.region ?? '' };
    const before = this.#bottlenecks.get(database);
    if (before === undefined) {
      for (const bottleneck of [...bottlenecks, nothing])
        this.#instruments.set('redoubt_bottleneck', 0, { database, bottleneck, region: '' });
    } else this.#instruments.set('redoubt_bottleneck', 0, before);
    this.#instruments.set('redoubt_bottleneck', 1, labels);
    this.#bottlenecks.set(database, labels);
  }

  /** Parts that were sealed and stored, and their plain bytes. */
  recordPart(database: string, sizeBytes: number, parts = 1): void {
    this.#instruments.count('redoubt_parts_total', parts, { database });
    this.#instruments.count('redoubt_copied_bytes_total', sizeBytes, { database });
  }

  /** Sums of the backup that runs now, by region: another backup begins at 0 again. */
  recordRetries(database: string, retriesByRegion: Readonly<Record<string, number>>): void {
    for (const [region, total] of Object.entries(retriesByRegion)) {
      const key = JSON.stringify([database, region]);
      const before = this.#retries.get(key) ?? 0;
      const more = total < before ? total : total - before;
      if (more > 0) this.#instruments.count('redoubt_retries_total', more, { database, region });
      this.#retries.set(key, total);
    }
  }

  recordRegion(region: string, isUp: boolean): void {
    this.#instruments.set('redoubt_region_up', isUp ? 1 : 0, { region });
  }

  recordOutcome(database: string, outcome: Outcome): void {
    this.#instruments.count('redoubt_backups_total', 1, { database, outcome });
  }

  /** Whether this worker works for a backup of the database. After it, its lines' gauges are not known. */
  recordActive(database: string, isActive: boolean): void {
    this.#instruments.set('redoubt_backup_active', isActive ? 1 : 0, { database });
    if (isActive) return;
    this.#samples.forget(database);
    this.recordVerdict(database, undefined);
  }

  recordNewestBackup(database: string, { startedAt, regions }: NewestBackup, now = new Date()): void {
    const startedAtMs = startedAt?.getTime() ?? 0;
    this.#instruments.set('redoubt_newest_backup_timestamp_seconds', startedAtMs / 1000, { database });
    this.#instruments.set('redoubt_newest_backup_age_seconds', (now.getTime() - startedAtMs) / 1000, { database });
    this.#instruments.set('redoubt_newest_backup_regions', regions, { database });
  }
}

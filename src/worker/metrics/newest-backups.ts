import type { Settings } from '../../../activities/settings';
import { startOfBackup } from '../../domain/backup-id';
import { BackupError } from '../../errors';
import { listBackups } from '../../vault/objects/find-backup';
import type { BackupMetrics, NewestBackup } from './backup-metrics';

export interface NewestBackupsOptions {
  readonly settings: Pick<Settings, 'databases' | 'regions'>;
  readonly metrics: BackupMetrics;
  /** How often the regions are asked, ms; default: by the number of databases. */
  readonly everyMs?: number;
}

/** Databases that are asked for at the same time. */
const atOnce = 4;
/** A listing that takes longer says nothing this time; the gauges keep what was known. */
const listWithinMs = 60_000;

/** Every five minutes; with more than a hundred databases more rarely, so that a worker sends a list or so a second. */
const lookEveryMs = (databases: number): number => Math.max(300_000, databases * 3000);

/** Knows the newest backup of every database, as the regions that answer list it. */
export class NewestBackups {
  readonly #options: NewestBackupsOptions;
  readonly #known = new Map<string, NewestBackup>();
  readonly #stopping = new AbortController();
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();

  constructor(options: NewestBackupsOptions) {
    this.#options = options;
    const everyMs = options.everyMs ?? lookEveryMs(options.settings.databases().length);
    this.#timer = setInterval(() => this.#lookAtAll(), everyMs).unref();
    this.#lookAtAll();
  }

  /** A backup of the database was sealed. */
  lookAt(database: string): void {
    this.#looking = this.#looking.then(() => this.#look(database));
  }

  /** Ages grow between two looks. */
  refreshAges(): void {
    for (const [database, newest] of this.#known) this.#options.metrics.recordNewestBackup(database, newest);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#looking;
  }

  #lookAtAll(): void {
    this.#looking = this.#looking.then(async () => {
      const queue = [...this.#options.settings.databases()];
      const takeTurns = async (): Promise<void> => {
        for (let next = queue.shift(); next !== undefined; next = queue.shift()) await this.#look(next);
      };
      await Promise.all(Array.from({ length: atOnce }, takeTurns));
    });
  }

  async #look(database: string): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(listWithinMs)]);
    try {
      const { backups, problems } = await listBackups(this.#options.settings.regions(database), database, { signal });
      const last = backups.at(-1);
      const startedAt = last === undefined ? undefined : startOfBackup(last.backupId);
      this.#learn(database, { startedAt, regions: last?.regions.length ?? 0 }, problems.length === 0);
    } catch (error) {
      // No region answers, or a secret is missing: the age goes on from what was known, and an alert tells of it.
      if (!(error instanceof BackupError) && !signal.aborted) throw error;
    }
  }

  /** What was seen once is not forgotten because the region that holds it is down. */
  #learn(database: string, found: NewestBackup, isWhole: boolean): void {
    const before = this.#known.get(database);
    const isOlder = (found.startedAt?.getTime() ?? 0) < (before?.startedAt?.getTime() ?? 0);
    const newest = before !== undefined && isOlder && !isWhole ? before : found;
    this.#known.set(database, newest);
    this.#options.metrics.recordNewestBackup(database, newest);
  }
}

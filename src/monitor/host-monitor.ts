import type { UnavailablePart } from '../domain/bottleneck';
import type { MonitorSample } from '../domain/monitor-sample';
import { BpftraceFigures } from './bpftrace-figures';
import { BpftraceSession } from './bpftrace-session';
import type { Environment } from './find-program';
import { readHost, unreadParts, type HostReading } from './host-reading';
import { BackupSampler, type WatchedBackup } from './watched-backup';

export interface HostMonitorOptions {
  /** Names the installation: the sweep of its orphans knows its processes by it. */
  readonly installation: string;
  readonly env: Environment;
  /** The process whose sockets and threads bpftrace watches, and with which it ends. Default: this one. */
  readonly pid?: number;
  /** False: only what needs no rights. */
  readonly bpftrace?: boolean;
  readonly procRoot?: string;
  readonly sysRoot?: string;
  readonly restartAfterMs?: number;
}

/** One backup under watch. */
export interface Watch {
  /** What is missing for this backup: the host's parts and its own lines. */
  unavailable(): readonly UnavailablePart[];
  /** Hands over the sample of the time since the last, if that is 0.1 s or more, and ends the watch; the last ends bpftrace. */
  stop(): Promise<void>;
}

const noFigures = new BpftraceFigures();
const intervalMs = 1000;
/** A shorter rest than this is not worth a sample: its rates would be noise. */
const shortestMs = 500;
const shortestRestMs = 100;

/** Monitors this host for all backups of the worker: one timer and one bpftrace, both only while one is watched. */
export function createHostMonitor(options: HostMonitorOptions): HostMonitor {
  return new HostMonitor(options);
}

export class HostMonitor {
  private readonly session: BpftraceSession | undefined;
  private readonly procRoot: string;
  private readonly watches = new Map<BackupSampler, (host: HostReading, atLeastMs: number) => void>();
  private timer: NodeJS.Timeout | undefined;

  constructor(options: HostMonitorOptions) {
    this.procRoot = options.procRoot ?? '/proc';
    if (options.bpftrace === false) return;
    this.session = new BpftraceSession({
      pid: options.pid ?? process.pid,
      installation: options.installation,
      place: { procRoot: this.procRoot, sysRoot: options.sysRoot ?? '/sys', env: options.env },
      restartAfterMs: options.restartAfterMs ?? 30_000,
      startTimeoutMs: 60_000,
    });
  }

  /** Id of the bpftrace that runs now, if one does. */
  get bpftracePid(): number | undefined {
    return this.session?.pid;
  }

  /**
   * Calls `onSample` about once a second until the watch is stopped. Never throws and never fails a backup: what cannot
   * be had is null or zero in the samples and named by `unavailable()`; so is an error of a line, the work or `onSample`.
   */
  watch(watched: WatchedBackup, onSample: (sample: MonitorSample) => void): Watch {
    if (this.watches.size === 0) this.begin();
    const sampler = new BackupSampler(watched);
    let failure: UnavailablePart | undefined;
    const take = (host: HostReading, atLeastMs: number) => {
      try {
        const sample = sampler.next(host, atLeastMs);
        if (sample) onSample(sample);
      } catch (error) {
        failure ??= failedSample(watched.backupId, error);
      }
    };
    take(this.readHost(), shortestMs);
    this.watches.set(sampler, take);
    return {
      unavailable: () => [...this.unavailable(), ...sampler.unavailable(), ...(failure ? [failure] : [])],
      stop: async () => {
        if (!this.watches.has(sampler)) return;
        take(this.readHost(), shortestRestMs);
        this.watches.delete(sampler);
        if (this.watches.size === 0) await this.end();
      },
    };
  }

  /** What this host does not give; what bpftrace lacks is known once a watch has begun. */
  unavailable(): readonly UnavailablePart[] {
    return [...unreadParts(this.readHost()), ...(this.session?.unavailable() ?? [])];
  }

  /** Ends all watches without a last sample. For the worker's end. */
  async close(): Promise<void> {
    this.watches.clear();
    await this.end();
  }

  private begin(): void {
    this.session?.start();
    this.timer = setInterval(() => this.tick(), intervalMs).unref();
  }

  private async end(): Promise<void> {
    clearInterval(this.timer);
    await this.session?.stop();
  }

  private tick(): void {
    const host = this.readHost();
    for (const take of this.watches.values()) take(host, shortestMs);
  }

  private readHost(): HostReading {
    return readHost(this.procRoot, this.session?.figures() ?? noFigures);
  }
}

/** An error of ours or of `onSample` loses a sample, and not the worker that the timer would take with it. */
function failedSample(backupId: string, error: unknown): UnavailablePart {
  const reason = error instanceof Error ? error.message : String(error);
  return { part: `some samples of ${backupId}`, reason, remedy: 'report this: it is an error of Redoubt' };
}

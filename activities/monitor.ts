import { ApplicationFailure, Context } from '@temporalio/activity';
import type { Client, WorkflowHandle } from '@temporalio/client';
import type { BackupPlan } from '../src/domain/backup-plan';
import type { HostFindings, Verdict } from '../src/domain/bottleneck';
import type { MonitorSample } from '../src/domain/monitor-sample';
import type { PathCounters } from '../src/domain/path-counters';
import type { WatchEnd } from '../src/domain/monitor-news';
import { BackupError } from '../src/errors';
import { BackupRecord } from '../src/monitor/backup-record';
import type { HostMonitor } from '../src/monitor/host-monitor';
import type { WatchedBackup } from '../src/monitor/watched-backup';
import { putMonitorSeries } from '../src/vault/objects/monitor-series';
import type { RegionHealth } from '../src/vault/region/region-health';
import { withHeartbeat, type Beat } from './heartbeat';
import { NewsTeller } from './news-teller';
import type { Settings } from './settings';

export interface MonitorDependencies {
  readonly host: string;
  readonly client: () => Client;
  readonly settings: Settings;
  readonly health: RegionHealth;
  /** The process's. */
  readonly monitor: HostMonitor;
  /** The lines, counters and peers of a backup on this host. */
  watched(plan: BackupPlan): WatchedBackup;
  /** PUTs of a backup that were tried again here, by region: sums. */
  retries(backupId: string): PathCounters['retriesByRegion'];
  /** Where samples are kept until the backup has them. */
  readonly seriesFolder: string;
  readonly metrics: WatchMetrics;
}

/** What is told to Prometheus, second by second. */
export interface WatchMetrics {
  recordSample(database: string, sample: MonitorSample): void;
  /** Since the backup's work began here, by region. */
  recordRetries(database: string, retriesByRegion: PathCounters['retriesByRegion']): void;
  recordVerdict(database: string, verdict: Pick<Verdict, 'bottleneck' | 'region'> | undefined): void;
}

/** The heartbeat of a watch. */
export interface WatchBeat {
  readonly verdict: Verdict | null;
  readonly samples: number;
}

export type MonitorActivities = ReturnType<typeof createMonitorActivities>;

/** Box "Implement eBPF": watches this host for as long as the backup runs. */
export function createMonitorActivities(dependencies: MonitorDependencies) {
  return {
    /**
     * Runs until it is told to stop, then answers what it found; the series stays here for `closeWatch`. Nothing that it
     * cannot see is an error.
     */
    watchBackup: ({ plan }: { plan: BackupPlan }): Promise<WatchEnd> =>
      withHeartbeat<WatchBeat, WatchEnd>((beat) => watchBackup(plan, dependencies, beat)),

    /**
     * Once the watch has ended: gives the series that lies here to the backup, or drops it with a backup that is not
     * sealed. Also what a watch that was killed had seen.
     * @throws ApplicationFailure where that is nothing
     */
    closeWatch: async ({ plan, keep }: { plan: BackupPlan; keep: boolean }): Promise<WatchEnd> => {
      const record = recordOf(plan, dependencies);
      if (record.samples === 0) throw ApplicationFailure.nonRetryable('nothing was seen here');
      const series = keep ? await keepSeries(record, plan, dependencies) : null;
      if (series !== null || !keep) record.remove();
      return { findings: record.findings(dependencies.monitor.unavailable(), series) };
    },
  };
}

/** Until bpftrace runs, or has said why not. */
const settledAfterSamples = 6;

async function watchBackup(
  plan: BackupPlan,
  dependencies: MonitorDependencies,
  beat: Beat<WatchBeat>,
): Promise<WatchEnd> {
  const { host, monitor, metrics } = dependencies;
  const { database, backupId } = plan;
  const record = recordOf(plan, dependencies);
  const teller = new NewsTeller(host, runOf(dependencies.client()));
  let verdict: Verdict | null = null;
  let samples = 0;
  const watch = monitor.watch(dependencies.watched(plan), (sample) => {
    samples += 1;
    metrics.recordSample(database, sample);
    metrics.recordRetries(database, dependencies.retries(backupId));
    const change = record.add(sample);
    if (change !== undefined) {
      verdict = change.verdict;
      metrics.recordVerdict(database, verdict ?? undefined);
    }
    beat.report({ verdict, samples: record.samples });
    if (samples >= settledAfterSamples || change !== undefined) teller.tell(verdict, watch.unavailable());
  });
  await stopped(beat.signal);
  const unavailable = watch.unavailable();
  await watch.stop();
  teller.close();
  // A run that was terminated asks for nothing any more.
  if (!beat.isLeaving() && (await isOver(runOf(dependencies.client())))) record.remove();
  return { findings: record.findings(unavailable, null) };
}

const isOver = (run: WorkflowHandle): Promise<boolean> =>
  run.describe().then(
    ({ status }) => status.name !== 'RUNNING',
    () => false,
  );

const recordOf = ({ backupId, tag }: BackupPlan, { host, seriesFolder }: MonitorDependencies): BackupRecord =>
  new BackupRecord({ host, folder: seriesFolder, installation: tag, backupId });

function runOf(client: Client): WorkflowHandle {
  const { workflowId, runId } = Context.current().info.workflowExecution ?? {};
  return client.workflow.getHandle(workflowId ?? '', runId);
}

async function stopped(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Null where no region took it: the figures are not worth a backup. */
async function keepSeries(
  record: BackupRecord,
  plan: BackupPlan,
  { settings, health }: MonitorDependencies,
): Promise<HostFindings['series']> {
  const up = settings.regionsOf(plan).filter((region) => !health.isDown(region.settings.name));
  try {
    const { key, sha256, sizeBytes } = await putMonitorSeries(up, plan, record.encode());
    return { key, sha256, sizeBytes, samples: record.samples };
  } catch (error) {
    if (error instanceof BackupError) return null;
    throw error;
  }
}

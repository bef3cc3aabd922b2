import { Runtime, type ActivityInterceptorsFactory } from '@temporalio/worker';
import type { Settings } from '../../../activities/settings';
import type { RegionHealth } from '../../vault/region/region-health';
import { activityMetrics } from './activity-metrics';
import { BackupMetrics, type MeasuredDatabase } from './backup-metrics';
import { NewestBackups } from './newest-backups';

export interface WorkerMetricsOptions {
  readonly databases: readonly MeasuredDatabase[];
  readonly settings: Pick<Settings, 'databases' | 'regions'>;
  readonly health: RegionHealth;
}

export interface WorkerMetrics {
  /** What the monitor and the data path tell their figures to. */
  readonly metrics: BackupMetrics;
  /** To be the innermost: it reads results as activities give them. */
  readonly interceptor: ActivityInterceptorsFactory;
  stop(): Promise<void>;
}

const refreshMs = 5000;

/**
 * The metrics of a worker's process, on the meter of Temporal's Runtime: beside the SDK's own, wherever the host sends
 * those. Where it exports none, nothing is counted, and no region is asked for its newest backup.
 */
export function startWorkerMetrics({ databases, settings, health }: WorkerMetricsOptions): WorkerMetrics {
  const { metricMeter, options } = Runtime.instance();
  const exporter = options.runtimeOptions.metricsExporter;
  const addsTotal = exporter?.type === 'prometheus' && exporter.countersTotalSuffix;
  const metrics = new BackupMetrics(metricMeter, { addsTotal });
  if (exporter === null) {
    return {
      metrics,
      interceptor: activityMetrics({ metrics, onSealed: () => undefined }),
      stop: async () => undefined,
    };
  }

  for (const database of databases) metrics.expect(database);
  const newest = new NewestBackups({ settings, metrics });
  const regions = new Set(databases.flatMap((database) => database.regions));
  const timer = setInterval(() => {
    newest.refreshAges();
    for (const region of regions) metrics.recordRegion(region, !health.isDown(region));
  }, refreshMs).unref();
  return {
    metrics,
    interceptor: activityMetrics({ metrics, onSealed: (database) => newest.lookAt(database) }),
    stop: async () => {
      clearInterval(timer);
      await newest.stop();
    },
  };
}

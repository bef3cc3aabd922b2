/**
 * The one table of metrics that a worker exports beside Temporal's. docs/metrics.md is printed from it. Names are what
 * dashboards and alert rules rely on: never rename one. Base units; label values are names from the configuration, or
 * from a closed set, so the number of series is bounded. A gauge whose value is not known (any longer) is NaN.
 */
interface MetricEntry {
  readonly type: 'counter' | 'gauge';
  readonly labels: readonly string[];
  readonly help: string;
}

const counter = (labels: readonly string[], help: string): MetricEntry => ({ type: 'counter', labels, help });
const gauge = (labels: readonly string[], help: string): MetricEntry => ({ type: 'gauge', labels, help });

const host: readonly string[] = [];
const byDatabase = ['database'] as const;
const byLine = ['database', 'region'] as const;

const table = {
  // The backup's own
  redoubt_backup_active: gauge(byDatabase, '1 while this worker works for a backup of the database, else 0.'),
  redoubt_backups_total: counter(['database', 'outcome'], 'Backups that ended: sealed, failed or cancelled.'),
  redoubt_parts_total: counter(byDatabase, 'Parts that were sealed and stored.'),
  redoubt_copied_bytes_total: counter(byDatabase, 'Plain bytes of the parts that were sealed and stored.'),
  redoubt_retries_total: counter(byLine, 'Requests to a region that were tried again.'),
  redoubt_region_up: gauge(['region'], '0 while this worker leaves the region out because it does not answer, else 1.'),
  redoubt_newest_backup_timestamp_seconds: gauge(
    byDatabase,
    'When the newest sealed backup was started, as the regions list it, in seconds since the epoch; 0: there is none.',
  ),
  redoubt_newest_backup_age_seconds: gauge(
    byDatabase,
    'Time since the newest sealed backup was started; without any, since the epoch.',
  ),
  redoubt_newest_backup_regions: gauge(byDatabase, 'Regions that list the newest backup, of those that answered.'),

  // Lines to the regions, while a backup runs
  redoubt_region_sent_bytes_total: counter(byLine, 'Payload sent to the region, retransmissions included.'),
  redoubt_region_received_bytes_total: counter(byLine, 'Payload received from the region.'),
  redoubt_region_retransmitted_bytes_total: counter(byLine, 'Payload sent to the region again because it was lost.'),
  redoubt_region_stored_bytes_total: counter(byLine, 'Bytes of objects that the region confirmed.'),
  redoubt_region_round_trip_seconds: gauge(byLine, 'Smoothed round trip, mean of the sockets that carried data.'),
  redoubt_region_min_round_trip_seconds: gauge(byLine, 'The smallest round trip that a socket has seen.'),
  redoubt_region_congestion_window_bytes: gauge(byLine, 'Congestion windows, sum of the open sockets.'),
  redoubt_region_receiver_window_bytes: gauge(byLine, 'Windows that the region offers, sum of the open sockets.'),
  redoubt_region_connections: gauge(byLine, 'Open sockets to the region.'),
  redoubt_region_limit_bytes_per_second: gauge(byLine, 'What these sockets are allowed in all; NaN: no limit of ours.'),

  // The line to the database, and the work, while a backup runs
  redoubt_database_received_bytes_total: counter(byDatabase, 'Payload received from the database.'),
  redoubt_database_round_trip_seconds: gauge(byDatabase, 'Smoothed round trip to the database.'),
  redoubt_read_bytes_total: counter(byDatabase, 'Plain bytes that were read, from the database or a local path.'),
  redoubt_sealed_bytes_total: counter(byDatabase, 'Bytes that left compression and encryption.'),
  redoubt_parts_in_stage: gauge(['database', 'stage'], 'Parts in a stage: read, compress, encrypt, hash or send.'),
  redoubt_bottleneck: gauge(
    ['database', 'bottleneck', 'region'],
    '1 for what holds the backup back now, 0 for what did before; region is empty where it is none of a region.',
  ),

  // The host and the worker, while a backup runs
  redoubt_host_cpu_ratio: gauge(host, 'Share of all cores in use, whoever used them.'),
  redoubt_host_run_queue_delay_seconds: gauge(host, 'How long the worker’s threads waited for a core, mean.'),
  redoubt_host_disk_latency_seconds: gauge(host, 'Mean time of a request at the disk.'),
  redoubt_host_disk_busy_ratio: gauge(host, 'Share of the time in which the busiest disk was busy.'),
  redoubt_host_disk_read_bytes_per_second: gauge(host, 'Read from disks.'),
  redoubt_host_disk_written_bytes_per_second: gauge(host, 'Written to disks.'),
  redoubt_host_available_memory_bytes: gauge(host, 'Memory that the kernel can give away.'),
  redoubt_host_pressure_ratio: gauge(['resource'], 'Share of the time in which a task waited for cpu, disk or memory.'),
  redoubt_host_major_page_faults_per_second: gauge(host, 'Page faults that had to be read from a disk.'),
  redoubt_host_oom_kills_total: counter(host, 'Processes that the kernel killed for want of memory.'),
  redoubt_worker_cpu_cores: gauge(host, 'Cores that the worker’s process used.'),
  redoubt_worker_resident_bytes: gauge(host, 'Resident memory of the worker’s process.'),
} satisfies Readonly<Record<string, MetricEntry>>;

export type MetricName = keyof typeof table;
export type CounterName = { [K in MetricName]: K extends `${string}_total` ? K : never }[MetricName];
export type GaugeName = Exclude<MetricName, CounterName>;

// The table is a literal: its keys are the names.
export const metricNames = Object.keys(table) as readonly MetricName[];

export const describeMetric = (name: MetricName): MetricEntry => table[name];

import { stages, type HostSample, type MonitorSample, type RegionSample } from '../../domain/monitor-sample';
import type { GaugeName } from './catalogue';
import type { Instruments } from './instruments';

const lineGauges = [
  'redoubt_region_round_trip_seconds',
  'redoubt_region_min_round_trip_seconds',
  'redoubt_region_congestion_window_bytes',
  'redoubt_region_receiver_window_bytes',
  'redoubt_region_connections',
  'redoubt_region_limit_bytes_per_second',
] as const satisfies readonly GaugeName[];

const lineCounters = [
  'redoubt_region_sent_bytes_total',
  'redoubt_region_received_bytes_total',
  'redoubt_region_retransmitted_bytes_total',
  'redoubt_region_stored_bytes_total',
] as const;

/** Turns the monitor's seconds into counters and gauges in base units. */
export class SampleMetrics {
  readonly #instruments: Instruments;
  /** The regions of each database that have gauges. */
  readonly #lines = new Map<string, Set<string>>();
  #hostCountedUntil = 0;

  constructor(instruments: Instruments) {
    this.#instruments = instruments;
  }

  /** Puts the counters at 0. */
  expect(database: string, regions: readonly string[]): void {
    for (const name of [
      'redoubt_database_received_bytes_total',
      'redoubt_read_bytes_total',
      'redoubt_sealed_bytes_total',
    ] as const)
      this.#instruments.count(name, 0, { database });
    for (const region of regions) {
      for (const name of lineCounters) this.#instruments.count(name, 0, { database, region });
    }
    this.#instruments.count('redoubt_host_oom_kills_total', 0);
  }

  record(database: string, sample: MonitorSample): void {
    for (const [region, line] of Object.entries(sample.regions)) this.#recordLine(database, region, line);
    this.#forgetLines(database, (region) => !Object.hasOwn(sample.regions, region));
    this.#recordDatabase(database, sample);
    this.#recordHost(sample);
  }

  /** The backup is over: of its lines and stages nothing is known any longer. */
  forget(database: string): void {
    this.#forgetLines(database, () => true);
    this.#instruments.set('redoubt_database_round_trip_seconds', null, { database });
    for (const stage of stages) this.#instruments.set('redoubt_parts_in_stage', 0, { database, stage });
  }

  #forgetLines(database: string, isGone: (region: string) => boolean): void {
    const known = this.#lines.get(database);
    for (const region of [...(known ?? [])].filter(isGone)) {
      for (const name of lineGauges) this.#instruments.set(name, null, { database, region });
      known?.delete(region);
    }
  }

  #recordLine(database: string, region: string, line: RegionSample): void {
    const labels = { database, region };
    const known = this.#lines.get(database) ?? new Set();
    this.#lines.set(database, known.add(region));
    this.#instruments.count('redoubt_region_sent_bytes_total', line.sentBytes, labels);
    this.#instruments.count('redoubt_region_received_bytes_total', line.receivedBytes, labels);
    this.#instruments.count('redoubt_region_retransmitted_bytes_total', line.retransmittedBytes, labels);
    this.#instruments.count('redoubt_region_stored_bytes_total', line.storedBytes, labels);
    this.#instruments.set('redoubt_region_round_trip_seconds', seconds(line.roundTripMs), labels);
    this.#instruments.set('redoubt_region_min_round_trip_seconds', seconds(line.minRoundTripMs), labels);
    this.#instruments.set('redoubt_region_congestion_window_bytes', line.congestionWindowBytes, labels);
    this.#instruments.set('redoubt_region_receiver_window_bytes', line.receiverWindowBytes, labels);
    this.#instruments.set('redoubt_region_connections', line.connections, labels);
    this.#instruments.set('redoubt_region_limit_bytes_per_second', line.limitBytesPerSecond, labels);
  }

  #recordDatabase(database: string, { database: line, work }: MonitorSample): void {
    const labels = { database };
    this.#instruments.count('redoubt_database_received_bytes_total', line?.receivedBytes ?? 0, labels);
    this.#instruments.set('redoubt_database_round_trip_seconds', seconds(line?.roundTripMs ?? null), labels);
    this.#instruments.count('redoubt_read_bytes_total', work.readBytes, labels);
    this.#instruments.count('redoubt_sealed_bytes_total', work.sealedBytes, labels);
    for (const stage of stages)
      this.#instruments.set('redoubt_parts_in_stage', work.inStage[stage], { database, stage });
  }

  #recordHost({ host, at, seconds: tookS }: MonitorSample): void {
    for (const [name, value] of hostGauges(host, Math.max(tookS, 0.001))) this.#instruments.set(name, value);
    for (const resource of ['cpu', 'disk', 'memory'] as const)
      this.#instruments.set('redoubt_host_pressure_ratio', host.pressure?.[resource] ?? null, { resource });
    // Each backup on this host brings the host's second along: it is counted once.
    const middleAt = at - (tookS * 1000) / 2;
    if (middleAt < this.#hostCountedUntil) return;
    this.#hostCountedUntil = at;
    this.#instruments.count('redoubt_host_oom_kills_total', host.outOfMemoryKills ?? 0);
  }
}

function hostGauges(host: HostSample, tookS: number): readonly (readonly [GaugeName, number | null])[] {
  return [
    ['redoubt_host_cpu_ratio', host.cpuShare],
    ['redoubt_host_run_queue_delay_seconds', seconds(host.runQueueDelayMs)],
    ['redoubt_host_disk_latency_seconds', seconds(host.diskLatencyMs)],
    ['redoubt_host_disk_busy_ratio', host.diskBusyShare],
    ['redoubt_host_disk_read_bytes_per_second', perSecond(host.diskReadBytes, tookS)],
    ['redoubt_host_disk_written_bytes_per_second', perSecond(host.diskWrittenBytes, tookS)],
    ['redoubt_host_available_memory_bytes', host.availableMemoryBytes],
    ['redoubt_host_major_page_faults_per_second', perSecond(host.majorPageFaults, tookS)],
    ['redoubt_worker_cpu_cores', host.workerCores],
    ['redoubt_worker_resident_bytes', host.residentBytes],
  ];
}

const seconds = (ms: number | null): number | null => (ms === null ? null : ms / 1000);
const perSecond = (amount: number | null, tookS: number): number | null => (amount === null ? null : amount / tookS);

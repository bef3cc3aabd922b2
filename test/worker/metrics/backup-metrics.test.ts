import { noopMetricMeter, type MetricMeter } from '@temporalio/common';
import { DefaultLogger, Runtime } from '@temporalio/worker';
import type { MonitorSample } from '../../../src/domain/monitor-sample';
import { BackupMetrics } from '../../../src/worker/metrics/backup-metrics';
import { describeMetric, metricNames } from '../../../src/worker/metrics/catalogue';
import { prometheusAt } from '../../../src/worker/metrics/telemetry';
import { freePort, hasPromtool, ownLines, promtool, scrape, valueOf } from '../../harness/scrape';

let address: string;
let metrics: BackupMetrics;
beforeAll(async () => {
  address = `127.0.0.1:${await freePort()}`;
  Runtime.install({ logger: new DefaultLogger('ERROR'), shutdownSignals: [], ...prometheusAt(address) });
  metrics = new BackupMetrics(Runtime.instance().metricMeter);
  metrics.expect({ database: 'sales', regions: ['london', 'frankfurt'] });
});

const line = {
  sentBytes: 1000,
  acknowledgedBytes: 900,
  receivedBytes: 10,
  retransmittedBytes: 50,
  connections: 4,
  roundTripMs: 80.5,
  minRoundTripMs: null,
  congestionWindowBytes: 64_000,
  receiverWindowBytes: 128_000,
  inFlightBytes: 0,
  unsentBytes: 0,
  busyShare: 1,
  receiverLimitedShare: 0,
  sendBufferLimitedShare: 0,
  limitBytesPerSecond: null,
  puts: 2,
  storedBytes: 800,
  retransmits: null,
};

const sample = (at: number, regions: MonitorSample['regions']): MonitorSample => ({
  at,
  seconds: 2,
  regions,
  database: { receivedBytes: 5000, sentBytes: 1, retransmittedBytes: 0, connections: 1, roundTripMs: 0.4 },
  work: {
    inStage: { read: 0.5, compress: 1, encrypt: 0.25, hash: 0, send: 2 },
    waitingForThread: 0,
    parts: 3,
    source: 'database',
    readBytes: 4096,
    sealedBytes: 2048,
  },
  host: {
    cpuShare: 0.75,
    workerCores: 1.5,
    mainThreadWaitShare: 0.1,
    runQueueDelayMs: 2,
    diskReadBytes: 2000,
    diskWrittenBytes: 4000,
    diskLatencyMs: 1.5,
    diskBusyShare: 0.1,
    majorPageFaults: 4,
    residentBytes: 300_000_000,
    availableMemoryBytes: 1_000_000_000,
    outOfMemoryKills: 1,
    pageFaults: 10,
    reclaimStalls: 0,
    pressure: { cpu: 0.3, disk: 0, memory: 0.01 },
  },
});

const value = async (name: string, labels: Readonly<Record<string, string>> = {}): Promise<number | undefined> =>
  valueOf((await scrape(address)).series, name, labels);

test('counters begin at 0, so that their first increase is one', async () => {
  expect(await value('redoubt_backups_total', { database: 'sales', outcome: 'failed' })).toBe(0);
  expect(await value('redoubt_retries_total', { database: 'sales', region: 'london' })).toBe(0);
  expect(await value('redoubt_host_oom_kills_total')).toBe(0);
});

test('a second of the monitor adds to the line’s counters, and sets its gauges in base units', async () => {
  const london = { database: 'sales', region: 'london' };
  metrics.recordSample('sales', sample(2000, { london: line, frankfurt: line }));
  metrics.recordSample('sales', sample(4000, { london: line, frankfurt: line }));
  expect(await value('redoubt_region_sent_bytes_total', london)).toBe(2000);
  expect(await value('redoubt_region_round_trip_seconds', london)).toBe(0.0805);
  expect(await value('redoubt_host_disk_written_bytes_per_second')).toBe(2000);
  expect(await value('redoubt_parts_in_stage', { stage: 'encrypt' })).toBe(0.25);
});

test('what is not known is NaN', async () => {
  expect(await value('redoubt_region_min_round_trip_seconds', { region: 'london' })).toBeNaN();
  expect(await value('redoubt_region_limit_bytes_per_second', { region: 'london' })).toBeNaN();
});

test('the host’s second is counted once, however many backups bring it along', async () => {
  const before = await value('redoubt_host_oom_kills_total');
  metrics.recordSample('sales', sample(6000, {}));
  metrics.recordSample('payroll', sample(6010, {}));
  expect(await value('redoubt_host_oom_kills_total')).toBe((before ?? 0) + 1);
});

test('a region that is gone leaves its counters as they are and its gauges unknown', async () => {
  metrics.recordSample('sales', sample(8000, { london: line, frankfurt: line }));
  metrics.recordSample('sales', sample(10_000, { london: line }));
  expect(await value('redoubt_region_connections', { region: 'london' })).toBe(4);
  expect(await value('redoubt_region_connections', { region: 'frankfurt' })).toBeNaN();
  expect(await value('redoubt_region_sent_bytes_total', { region: 'frankfurt' })).toBeGreaterThan(0);
});

test('one bottleneck is 1 at a time, and `none` when the backup is over', async () => {
  metrics.recordVerdict('sales', { bottleneck: 'cpu' });
  metrics.recordVerdict('sales', { bottleneck: 'loss', region: 'london' });
  const current = async () =>
    (await scrape(address)).series.filter((one) => one.name === 'redoubt_bottleneck' && one.value === 1);
  expect((await current()).map(({ labels }) => labels)).toEqual([
    { database: 'sales', bottleneck: 'loss', region: 'london' },
  ]);
  metrics.recordActive('sales', true);
  metrics.recordActive('sales', false);
  expect((await current()).map(({ labels }) => labels['bottleneck'])).toEqual(['none']);
  expect(await value('redoubt_region_round_trip_seconds', { region: 'london' })).toBeNaN();
});

test('a database without any backup is as old as the epoch, so that the alert fires', async () => {
  metrics.recordNewestBackup('payroll', { startedAt: undefined, regions: 0 }, new Date(5000));
  expect(await value('redoubt_newest_backup_timestamp_seconds', { database: 'payroll' })).toBe(0);
  expect(await value('redoubt_newest_backup_age_seconds', { database: 'payroll' })).toBe(5);
});

test('every metric of the catalogue is exported, under its name, type and labels', async () => {
  const { text, series } = await scrape(address);
  for (const name of metricNames) {
    const { type, labels } = describeMetric(name);
    expect(text).toContain(`# TYPE ${name} ${type}\n`);
    const given = series.filter((one) => one.name === name).map((one) => Object.keys(one.labels).sort());
    expect([name, given[0]]).toEqual([name, [...labels].sort()]);
  }
});

test('an exporter that adds `_total` by itself adds it once', () => {
  const names: string[] = [];
  const createCounter: MetricMeter['createCounter'] = (name) => {
    names.push(name);
    return noopMetricMeter.createCounter(name);
  };
  // A meter that tells under which names it is asked for counters.
  const meter: MetricMeter = Object.assign(Object.create(noopMetricMeter), { createCounter });
  new BackupMetrics(meter, { addsTotal: true }).recordOutcome('sales', 'sealed');
  expect(names).toEqual(['redoubt_backups']);
});

const withPromtool = hasPromtool ? test : test.skip;
withPromtool(
  `promtool finds nothing wrong with them${hasPromtool ? '' : ' (skipped: promtool is not installed)'}`,
  async () => {
    // oxlint-disable-next-line jest/no-standalone-expect -- it stands in a test, chosen above
    expect(promtool(['check', 'metrics'], ownLines((await scrape(address)).text))).toBe('');
  },
);

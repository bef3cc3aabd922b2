import type { MetricCounter, MetricGauge, MetricMeter } from '@temporalio/common';
import { describeMetric, type CounterName, type GaugeName } from './catalogue';

export type Labels = Readonly<Record<string, string>>;

export interface InstrumentOptions {
  /** Whether the exporter adds `_total` to counters by itself (a host's `countersTotalSuffix`). */
  readonly addsTotal?: boolean;
}

/** The catalogue's metrics on a meter of Temporal's; made when they are first used, as the exporter shows no empty ones. */
export class Instruments {
  readonly #meter: MetricMeter;
  readonly #addsTotal: boolean;
  readonly #counters = new Map<CounterName, MetricCounter>();
  readonly #gauges = new Map<GaugeName, MetricGauge>();

  constructor(meter: MetricMeter, { addsTotal = false }: InstrumentOptions = {}) {
    this.#meter = meter;
    this.#addsTotal = addsTotal;
  }

  /** The exporter counts in whole numbers, and only upwards. */
  count(name: CounterName, value: number, labels: Labels = {}): void {
    let counter = this.#counters.get(name);
    if (counter === undefined) {
      counter = this.#meter.createCounter(
        this.#addsTotal ? name.replace(/_total$/, '') : name,
        '',
        describeMetric(name).help,
      );
      this.#counters.set(name, counter);
    }
    counter.add(Math.max(0, Math.round(value)), labels);
  }

  /** `null`: not known. The exporter cannot forget a series, so it says NaN, which graphs leave out and no alert matches. */
  set(name: GaugeName, value: number | null, labels: Labels = {}): void {
    let gauge = this.#gauges.get(name);
    if (gauge === undefined) {
      gauge = this.#meter.createGauge(name, 'float', '', describeMetric(name).help);
      this.#gauges.set(name, gauge);
    }
    gauge.set(value ?? Number.NaN, labels);
  }
}

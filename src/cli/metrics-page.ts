import { describeMetric, metricNames } from '../worker/metrics/catalogue';

/** docs/metrics.md, printed from the one table of metrics. */
export function metricsPage(): string {
  return [
    '# Metrics',
    '',
    '`redoubt worker` serves these at `/metrics` where `metrics.address` (or `--metrics-address`) says, beside those of',
    'Temporal’s SDK, which begin with `temporal_`. In somebody’s own worker (RedoubtPlugin) they go where Temporal’s',
    'Runtime of that process sends the SDK’s. Names never change their meaning. Printed from',
    '`src/worker/metrics/catalogue.ts` by `npm run docs`.',
    '',
    'Label values are names from the configuration or from a closed set. Units are bytes, seconds and ratios from 0 to 1.',
    'A gauge whose value is not known, or no longer, is NaN: a line’s gauges are NaN while no backup runs. Counters begin at',
    '0 with the worker. Several workers know the same newest backup: take the `max` of its time over them, and the `min` of',
    'its age.',
    '',
    '| metric | type | labels | meaning |',
    '|---|---|---|---|',
    ...metricNames.map((name) => {
      const { type, labels, help } = describeMetric(name);
      return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(', ')} | ${help} |`;
    }),
    '',
  ].join('\n');
}

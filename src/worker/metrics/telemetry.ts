import type { RuntimeOptions } from '@temporalio/worker';
import { BackupError } from '../../errors';

/** Names of the SDK's counters stay as Temporal documents them; ours end in `_total` by themselves. */
export function prometheusAt(address: string | undefined): Pick<RuntimeOptions, 'telemetryOptions'> {
  if (address === undefined) return {};
  return {
    telemetryOptions: { metrics: { prometheus: { bindAddress: address, useSecondsForDurations: true } } },
  };
}

/**
 * What the Runtime threw when it was installed.
 * @returns METRICS_ADDRESS_UNUSABLE where it was the address of the metrics, else the error itself
 */
export function metricsError(error: unknown, address: string | undefined): unknown {
  if (address === undefined || !(error instanceof Error)) return error;
  if (!/prometheus/i.test(error.message)) return error;
  const reason = /\(os error \d+\)/.test(error.message)
    ? error.message.replace(/^.*exporter: /, '')
    : 'not an IP address and a port';
  return new BackupError('METRICS_ADDRESS_UNUSABLE', `metrics cannot be served at ${address}: ${reason}`, {
    cause: error,
  });
}

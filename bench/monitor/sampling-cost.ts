import { createHostMonitor } from '../../src/monitor/host-monitor';
import { waitFor } from '../../test/harness/wait-for';
import { idleWork } from '../../test/monitor/idle-backup';

/** CPU of our own process that the monitor takes, as a share of a core: an idle process with it, less one without. */
export async function samplingShare(seconds: number): Promise<number> {
  const monitor = createHostMonitor({ installation: 'BENCH', env: process.env });
  let samples = 0;
  monitor.watch({ backupId: 'bench', lines: {}, work: { read: () => idleWork } }, () => (samples += 1));
  await waitFor('the start', () => samples > 3);
  const withIt = await idleShare(seconds);
  await monitor.close();
  return Math.max(0, withIt - (await idleShare(seconds)));
}

async function idleShare(seconds: number): Promise<number> {
  const before = process.cpuUsage();
  const startedAt = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (performance.now() - startedAt);
}

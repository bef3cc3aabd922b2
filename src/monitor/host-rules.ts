import type { Verdict } from '../domain/bottleneck';
import { formatBytes } from '../domain/quantities';
import { decimal, joinFacts, known, milliseconds, percent, rate } from './figures-in-words';
import { thresholds } from './thresholds';
import type { HostFigures, WindowFigures } from './window-figures';

const over = (value: number | null, threshold: number): boolean => value !== null && value >= threshold;

/** Want of memory shows everywhere else too, so it is asked first. */
export function memoryVerdict({ host }: WindowFigures): Verdict | undefined {
  const { pressure, majorFaultsPerSecond, outOfMemoryKills, reclaimStallsPerSecond } = host;
  const thrashes =
    over(majorFaultsPerSecond, thresholds.majorFaultsPerSecond) &&
    (pressure.memory === null || pressure.memory >= thresholds.memoryPressureWithFaults);
  if (outOfMemoryKills === 0 && !over(pressure.memory, thresholds.memoryPressure) && !thrashes) return undefined;
  return {
    bottleneck: 'memory',
    evidence: joinFacts(
      outOfMemoryKills > 0 && `the kernel killed ${outOfMemoryKills} process(es) for want of memory`,
      known(pressure.memory, (share) => `tasks waited for memory ${percent(share)} of the time`),
      known(majorFaultsPerSecond, (faults) => `${faults.toFixed(0)} major page faults/s`),
      // Evidence, but no reason: who reads files at a limit frees their pages all the time, and waits for next to nothing.
      over(reclaimStallsPerSecond, 1) &&
        known(
          reclaimStallsPerSecond,
          (stalls) => `threads of the worker had to free some ${stalls.toFixed(0)} times a second`,
        ),
      known(host.availableMemoryBytes, (bytes) => `${formatBytes(bytes)} available`),
      `the worker holds ${formatBytes(host.residentBytes)}`,
    ),
    advice:
      'Give the worker’s host (or its cgroup: MemoryMax=, --memory) more memory, or run fewer backups on it at once.',
  };
}

/** Cores are short, whoever uses them, and the worker is among those that want one. */
export function isShortOfCpu({
  cpuShare,
  mainThreadWaitShare,
  runQueueDelayMs,
  workerCores,
  pressure,
}: HostFigures): boolean {
  // A worker that is starved uses next to nothing, and cores that it may not use can be idle: its own wait tells both.
  if (over(mainThreadWaitShare, thresholds.mainThreadWaitShare)) return true;
  if (over(runQueueDelayMs, thresholds.runQueueDelayMs)) return true;
  // Others may use all cores, as long as the thread that reads and sends gets one when it wants one.
  if (mainThreadWaitShare !== null && mainThreadWaitShare < thresholds.mainThreadFreeShare) return false;
  if (workerCores < thresholds.workerCores) return false;
  const used = cpuShare ?? 1;
  return (
    over(cpuShare, thresholds.cpuShare) ||
    (over(pressure.cpu, thresholds.cpuPressure) && used >= thresholds.cpuPressureNeedsShare)
  );
}

const cpuAdvice = {
  shared:
    'Other programs use this host’s cores: move them or the worker to another host, or give the worker’s service a larger share (systemctl set-property SERVICE CPUWeight=1000).',
  own: 'The backup uses all cores: give the worker’s host more of them, or lower compressionLevel in the configuration.',
  threads:
    'Cores are idle while the worker waits for one: see that it may use them all (cgroup CPUQuota=, --cpus, taskset).',
} as const;

/** `why`: where the parts were. */
export function cpuVerdict({ host, waitingForThread }: WindowFigures, why: string): Verdict {
  const { cpuShare, mainThreadWaitShare, workerCores, runQueueDelayMs, pressure } = host;
  return {
    bottleneck: 'cpu',
    evidence: joinFacts(
      why,
      waitingForThread >= 0.1 && `${decimal(waitingForThread)} of them waited for a thread`,
      known(cpuShare, (share) => `${percent(share)} of all cores used`),
      `the worker used ${decimal(workerCores)} cores`,
      known(mainThreadWaitShare, (share) => `its main thread waited for a core ${percent(share)} of the time`),
      known(runQueueDelayMs, (ms) => `threads waited ${milliseconds(ms)} for a core`),
      known(pressure.cpu, (share) => `CPU pressure ${percent(share)}`),
    ),
    advice: cpuAdvice[cpuCause(host)],
  };
}

/** Cores of the host are not in the sample: what others use shows in waiting, which a worker alone hardly does. */
function cpuCause({ cpuShare, runQueueDelayMs, workerCores, pressure }: HostFigures): keyof typeof cpuAdvice {
  // Whoever waits while cores are idle is kept from them, not short of them.
  if (cpuShare !== null && cpuShare < thresholds.cpuPressureNeedsShare) return 'threads';
  const isFull =
    over(cpuShare, thresholds.cpuShare) || (cpuShare === null && over(pressure.cpu, thresholds.cpuPressure));
  if (over(runQueueDelayMs, thresholds.runQueueDelayMs) || (isFull && workerCores < 1)) return 'shared';
  return 'own';
}

export const isDiskBusy = ({ diskBusyShare, pressure }: HostFigures): boolean =>
  over(diskBusyShare, thresholds.diskBusyShare) || over(pressure.disk, thresholds.diskPressure);

export function diskVerdict({ host, readPerSecond }: WindowFigures, why: string): Verdict {
  return {
    bottleneck: 'disk',
    evidence: joinFacts(
      why,
      `${rate(readPerSecond)} read from this host’s own path`,
      known(host.diskLatencyMs, (ms) => `${milliseconds(ms)} a request`),
      known(host.diskBusyShare, (share) => `the disk busy ${percent(share)} of the time`),
      known(host.pressure.disk, (share) => `disk pressure ${percent(share)}`),
    ),
    advice:
      'Put the export’s directory on a faster disk, or see who else uses it (iostat -x 1) and whether a cgroup limits it (io.max).',
  };
}

export function databaseVerdict({ database, readPerSecond }: WindowFigures, why: string): Verdict {
  return {
    bottleneck: 'database',
    evidence: joinFacts(
      why,
      `${rate(readPerSecond)} read`,
      known(database?.connections ?? null, (connections) => `over ${connections.toFixed(0)} connections`),
      known(database?.roundTripMs ?? null, (ms) => `round trip ${milliseconds(ms)}`),
    ),
    advice:
      'Look at the load and the disks of the database’s host; where the worker can mount the export’s directory, let it read the files from that path instead of through the database.',
  };
}

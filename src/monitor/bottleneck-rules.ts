import type { Verdict } from '../domain/bottleneck';
import type { MonitorSample } from '../domain/monitor-sample';
import { percent } from './figures-in-words';
import { cpuVerdict, databaseVerdict, diskVerdict, isDiskBusy, isShortOfCpu, memoryVerdict } from './host-rules';
import { isAtOurLimit, lineVerdict, ownLimitVerdict } from './line-rules';
import { partHolders, type PartHolders } from './part-holders';
import { thresholds } from './thresholds';
import { windowFigures, type WindowFigures } from './window-figures';

/** Long enough for parts to come and go, short enough to follow a change. */
export const windowSeconds = 5;

/**
 * Names what held the backup back in a window of samples (`windowSeconds` of them are enough); undefined where nothing
 * was copied or nothing stood out. Never throws. First the stage in which the parts pile up, then the cause: docs/report.md.
 */
export function nameBottleneck(samples: readonly MonitorSample[]): Verdict | undefined {
  // Seconds without parts, as before the first and between batches, would only make rates look smaller than they were.
  const figures = windowFigures(samples.filter(({ work }) => work.parts >= thresholds.activeParts));
  if (figures.seconds === 0) return undefined;
  const holders = partHolders(figures);
  return memoryVerdict(figures) ?? busyDisk(figures, holders) ?? byStage(figures, holders);
}

function busyDisk(figures: WindowFigures, { shares }: PartHolders): Verdict | undefined {
  const isBound = figures.source === 'local' && shares.read >= thresholds.diskBindingShare && isDiskBusy(figures.host);
  return isBound ? diskVerdict(figures, sat(shares.read, 'being read')) : undefined;
}

function byStage(figures: WindowFigures, { binding, shares, waitedFor }: PartHolders): Verdict | undefined {
  switch (binding) {
    case 'read':
      return readVerdict(figures, sat(shares.read, 'being read'));
    case 'seal':
      return cpuVerdict(figures, sat(shares.seal, 'being compressed, encrypted and hashed'));
    case 'send':
      return sendVerdict(figures, waitedFor, sat(shares.send, 'being sent'));
    case undefined:
      return isShortOfCpu(figures.host) ? cpuVerdict(figures, 'parts were spread over all stages') : undefined;
  }
}

const sat = (share: number, where: string): string => `${percent(share)} of the parts in flight were ${where}`;

function readVerdict(figures: WindowFigures, why: string): Verdict {
  if (isShortOfCpu(figures.host)) return cpuVerdict(figures, why);
  return figures.source === 'local' ? diskVerdict(figures, why) : databaseVerdict(figures, why);
}

/** A region at the limit that we set it is bound by that, however busy the host is. */
function sendVerdict(figures: WindowFigures, waitedFor: readonly string[], why: string): Verdict | undefined {
  const region = waitedFor[0];
  const line = region === undefined ? undefined : figures.regions[region];
  if (region === undefined || line === undefined) return undefined;
  if (isAtOurLimit(line)) return ownLimitVerdict({ region, figures: line });
  return isShortOfCpu(figures.host) ? cpuVerdict(figures, why) : lineVerdict({ region, figures: line });
}

import type {
  AccelerationReport,
  AccelerationScope,
  HostTuningOutcome,
  RegionAcceleration,
} from '../src/domain/acceleration';
import type { BackupPlan } from '../src/domain/backup-plan';
import { plainSocketsReason, possibleGains, type HostCapability } from '../src/transport/host-capabilities';
import type { TuningUser } from '../src/transport/host-record';
import type { HostTuning } from '../src/transport/host-tuning';
import { withHeartbeat } from './heartbeat';

/** A region's sockets, as far as this step needs them. */
export interface AcceleratedLine {
  readonly region: string;
  /** One cheap request, so that there is a socket to look at. May fail: then the report says so. */
  touch(signal: AbortSignal): Promise<unknown>;
  /** What the region's sockets got, read back from them. */
  report(): RegionAcceleration;
}

export interface AccelerationDependencies {
  /** This host's name, for the report. */
  readonly host: string;
  /** The lines of a backup's regions, in the plan's order. */
  linesOf(plan: BackupPlan): readonly AcceleratedLine[];
  capabilities(): Promise<readonly HostCapability[]>;
  readonly hostTuning: HostTuning;
  /** How long a region may take to answer (default 10 s): the copies do not wait for this step. */
  readonly touchTimeoutMs?: number;
}

export interface AccelerationOrder {
  readonly plan: BackupPlan;
  readonly scope: AccelerationScope;
}

export type AccelerationActivities = ReturnType<typeof createAccelerationActivities>;

/** Box "Leverage TCP acceleration": what the sockets and this host got, and the undo. It never fails a backup. */
export function createAccelerationActivities(dependencies: AccelerationDependencies) {
  return {
    /** Tunes the host when asked to, then looks at a socket to each region. Run twice, it answers the same. */
    accelerate: (order: AccelerationOrder): Promise<AccelerationReport> =>
      withHeartbeat(({ signal }) => accelerate(order, dependencies, signal)),

    /** The undo, on the host that was tuned: the last backup puts its settings back. Does nothing twice. */
    releaseAcceleration: ({ tag, backupId }: TuningUser): Promise<HostTuningOutcome> =>
      withHeartbeat(() => dependencies.hostTuning.release({ tag, backupId })),
  };
}

async function accelerate(
  { plan, scope }: AccelerationOrder,
  dependencies: AccelerationDependencies,
  signal: AbortSignal,
): Promise<AccelerationReport> {
  const { host, hostTuning, touchTimeoutMs = 10_000 } = dependencies;
  if (scope === 'off') return { host, scope, unavailable: switchedOff, regions: [], hostChanges: [], gains: [] };
  const tuned = scope === 'host' ? await hostTuning.acquire({ tag: plan.tag, backupId: plan.backupId }) : nothingTuned;
  const regions = await Promise.all(
    dependencies
      .linesOf(plan)
      .map((line) => lookAt(line, AbortSignal.any([signal, AbortSignal.timeout(touchTimeoutMs)]))),
  );
  // A cancelled attempt has looked at nothing: its answer would be wrong.
  signal.throwIfAborted();
  const capabilities = await dependencies.capabilities();
  return {
    host,
    scope,
    unavailable: plainSocketsReason(capabilities),
    regions,
    hostChanges: tuned.changes,
    gains: [...tuned.unavailable, ...possibleGains(capabilities)],
  };
}

const switchedOff = 'acceleration is switched off: acceleration.scope is off';
const nothingTuned: HostTuningOutcome = { changes: [], unavailable: [] };

async function lookAt(line: AcceleratedLine, signal: AbortSignal): Promise<RegionAcceleration> {
  try {
    await endedBy(signal, line.touch(signal));
    return line.report();
  } catch (error) {
    const reason = `no answer to look at: ${error instanceof Error ? error.message : String(error)}`;
    const report = line.report();
    return { ...report, reasons: [...report.reasons, reason] };
  }
}

/** Also where the request does not listen to the signal. */
function endedBy<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

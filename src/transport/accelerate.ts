import type {
  AccelerationReport,
  AccelerationScope,
  HostTuningOutcome,
  RegionAcceleration,
} from '../domain/acceleration';
import { plainSocketsReason, possibleGains, type HostCapability } from './host-capabilities';
import type { TuningUser } from './host-record';
import type { HostTuning } from './host-tuning';

/** A region's sockets, as far as this step needs them. */
export interface AcceleratedLine {
  readonly region: string;
  /** One cheap request, so that there is a socket to look at. May fail: then the report says so. */
  touch(signal: AbortSignal): Promise<unknown>;
  /** What the region's sockets got, read back from them. */
  report(): RegionAcceleration;
}

export interface AccelerationParts {
  /** This host's name, for the report. */
  readonly host: string;
  capabilities(): Promise<readonly HostCapability[]>;
  readonly hostTuning: HostTuning;
  /** How long a region may take to answer (default 10 s): the copies do not wait for this step. */
  readonly touchTimeoutMs?: number;
}

export interface AccelerationRequest {
  readonly scope: AccelerationScope;
  /** Whose the host's settings are, with scope `host`. */
  readonly user: TuningUser;
  readonly lines: readonly AcceleratedLine[];
}

/**
 * Tunes the host when asked to, then looks at a socket to each region. Run twice, it answers the same.
 * @throws only what the signal was aborted with.
 */
export async function accelerate(
  { scope, user, lines }: AccelerationRequest,
  parts: AccelerationParts,
  signal: AbortSignal,
): Promise<AccelerationReport> {
  const { host, hostTuning, touchTimeoutMs = 10_000 } = parts;
  if (scope === 'off') return { host, scope, unavailable: switchedOff, regions: [], hostChanges: [], gains: [] };
  const tuned = scope === 'host' ? await hostTuning.acquire(user) : nothingTuned;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(touchTimeoutMs)]);
  const regions = await Promise.all(lines.map((line) => lookAt(line, limit)));
  // A cancelled attempt has looked at nothing: its answer would be wrong.
  signal.throwIfAborted();
  const able = await parts.capabilities();
  return {
    host,
    scope,
    unavailable: plainSocketsReason(able),
    regions,
    hostChanges: tuned.changes,
    gains: [...tuned.unavailable, ...possibleGains(able)],
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
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    work.then(resolve, reject);
  });
}

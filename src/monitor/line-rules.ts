import type { Verdict } from '../domain/bottleneck';
import { formatBytes } from '../domain/quantities';
import { decimal, joinFacts, known, lineRate, milliseconds, percent } from './figures-in-words';
import { segmentBytes, thresholds } from './thresholds';
import type { RegionFigures } from './window-figures';

interface Line {
  readonly region: string;
  readonly figures: RegionFigures;
}

/** Sockets that are in use: kept-alive ones that rest dilute the means. */
const inUse = ({ puts, connections }: RegionFigures): number => Math.min(connections, Math.max(1, puts));

const ofBusyTime = (share: number, { busyShare }: RegionFigures): number =>
  busyShare > 0 ? Math.min(1, share / busyShare) : 0;

/** Of the time that PUTs were under way, how much had data to send. */
function busyOfPuts(figures: RegionFigures): number {
  const used = inUse(figures);
  return used > 0 ? Math.min(1, (figures.busyShare * figures.connections) / used) : 1;
}

/** The mean of a window in which PUTs began or paused is the rate of no moment: most of its seconds count too. */
export function isAtOurLimit(figures: RegionFigures): boolean {
  const { limitBytesPerSecond: limit, acknowledgedPerSecond, atLimitShare } = figures;
  if (limit === null) return false;
  return acknowledgedPerSecond >= thresholds.limitUsed * limit || atLimitShare >= thresholds.atLimitShare;
}

export function ownLimitVerdict({ region, figures }: Line): Verdict {
  const limit = figures.limitBytesPerSecond ?? 0;
  return {
    bottleneck: 'own-limit',
    region,
    evidence: `${lineRate(figures.acknowledgedPerSecond)} to ${region}, of the ${lineRate(limit)} that it is limited to`,
    advice: `Raise the bandwidth limit of region ${region} in the configuration, if the line may carry more.`,
  };
}

/** What holds the line to a region that the backup waits for, when it is neither our limit nor the CPU. */
export function lineVerdict(line: Line): Verdict {
  const { figures } = line;
  if (ofBusyTime(figures.sendBufferLimitedShare, figures) > thresholds.sendBufferLimited) return sendBuffer(line);
  if (ofBusyTime(figures.receiverLimitedShare, figures) > thresholds.receiverLimited) return receiver(line);
  if (busyOfPuts(figures) < thresholds.busyShare) return slowAnswer(line);
  if (isHeldByLoss(figures)) return loss(line);
  return fullLink(line);
}

function sendBuffer({ region, figures }: Line): Verdict {
  return {
    bottleneck: 'link',
    region,
    evidence: `the sockets to ${region} waited for room in the send buffer ${percent(ofBusyTime(figures.sendBufferLimitedShare, figures))} of their busy time, at ${lineRate(figures.acknowledgedPerSecond)} and ${roundTrip(figures)}`,
    advice:
      'Raise the send buffer’s maximum on the worker’s host: sysctl -w net.ipv4.tcp_wmem="4096 65536 16777216" (acceleration.scope: host does it while backups run).',
  };
}

function receiver({ region, figures }: Line): Verdict {
  return {
    bottleneck: 'receiver',
    region,
    evidence: `${region} closed its receive window ${percent(ofBusyTime(figures.receiverLimitedShare, figures))} of the busy time (${formatBytes(figures.receiverWindowBytes)} over ${figures.connections.toFixed(0)} connections), at ${lineRate(figures.acknowledgedPerSecond)} and ${roundTrip(figures)}`,
    advice: `Raise the receive buffer at region ${region} (net.ipv4.tcp_rmem on its server), look at the load there, or give the region more connections.`,
  };
}

function slowAnswer({ region, figures }: Line): Verdict {
  return {
    bottleneck: 'receiver',
    region,
    evidence: `${decimal(figures.puts)} PUTs to ${region} were under way, but their sockets had data to send only ${percent(busyOfPuts(figures))} of the time: they waited for its answer`,
    advice: `Look at the load and the disks of the S3 service of region ${region}; the line has room.`,
  };
}

function loss({ region, figures }: Line): Verdict {
  return {
    bottleneck: 'loss',
    region,
    evidence: joinFacts(
      `${percent(figures.retransmittedShare)} retransmitted to ${region} at ${roundTrip(figures)}`,
      lineRate(figures.acknowledgedPerSecond),
    ),
    advice: `Let BBR send to region ${region} (acceleration.scope: socket; \`redoubt doctor\` says whether this host has it), and have the line checked for loss: mtr --report ENDPOINT.`,
  };
}

function fullLink({ region, figures }: Line): Verdict {
  const { retransmittedShare } = figures;
  return {
    bottleneck: 'link',
    region,
    evidence: joinFacts(
      `the line to ${region} carried ${lineRate(figures.acknowledgedPerSecond)} at ${roundTrip(figures)}`,
      known(figures.unsentBytes, (bytes) => `${formatBytes(bytes)} waiting to be sent`),
      retransmittedShare > thresholds.retransmittedShare &&
        `${percent(retransmittedShare)} retransmitted without holding it back`,
    ),
    advice: `The line to region ${region} is full: get more bandwidth for it, see what else uses it, or begin the backup earlier.`,
  };
}

function roundTrip({ roundTripMs, minRoundTripMs }: RegionFigures): string {
  if (roundTripMs === null) return 'a round trip that is not known';
  const best = known(minRoundTripMs, (ms) => ` (${milliseconds(ms)} at best)`) ?? '';
  return `a round trip of ${milliseconds(roundTripMs)}${best}`;
}

/**
 * Loss binds where it keeps the congestion window small: no queue on the line, the window full, and no more carried than
 * a control that backs off at loss can (Mathis, Semke, Mahdavi, Ott 1997: 1.22 segments / (round trip x sqrt(loss)) a
 * flow). BBR rides over it, and then the line is full.
 */
function isHeldByLoss(figures: RegionFigures): boolean {
  const { retransmittedShare, congestionWindowBytes, inFlightBytes, connections } = figures;
  if (retransmittedShare <= thresholds.retransmittedShare || hasQueue(figures)) return false;
  const used = Math.max(1, inUse(figures));
  const windowInUse = congestionWindowBytes * Math.min(1, used / Math.max(1, connections));
  if (windowInUse > 0 && inFlightBytes < thresholds.windowUsed * windowInUse) return false;
  const seconds = (figures.roundTripMs ?? 0) / 1000;
  if (seconds <= 0) return true;
  const bearable = (used * 1.22 * segmentBytes) / (seconds * Math.sqrt(retransmittedShare));
  return figures.acknowledgedPerSecond < thresholds.beyondLossFactor * bearable;
}

function hasQueue({ roundTripMs, minRoundTripMs }: RegionFigures): boolean {
  if (roundTripMs === null || minRoundTripMs === null) return false;
  return (
    roundTripMs >= thresholds.queueingFactor * minRoundTripMs &&
    roundTripMs - minRoundTripMs >= thresholds.queueingFloorMs
  );
}

import type { Asking } from './asking';
import type { Ledger } from './ledger';
import { capacityOf, type Room, type ServingHost } from './room';

/** What the query `queue` of the admission answers. */
export interface AdmissionQueue {
  /** Backups that may run at once. */
  readonly atOnce: number;
  readonly hosts: readonly ServingHost[];
  /** Workflow ids of the runs that have their turn. */
  readonly running: readonly string[];
  readonly waiting: number;
  /** Who gets a turn next, in order: the first of those who wait. */
  readonly next: readonly WaitingRun[];
  /** What the admission could not find out, and what it does about it. */
  readonly troubles: readonly string[];
}

export interface WaitingRun {
  readonly workflowId: string;
  readonly backupId: string;
  /** ISO 8601, as all instants here. */
  readonly askedAt: string;
  /** To make its deadline; null: it has none. */
  readonly latestStart: string | null;
  readonly expedited?: true;
  /** Passed over until it is resumed. */
  readonly paused?: true;
}

/** More would be no list for people, and a large payload. */
const mostListed = 200;
const mostOnThePage = 20;

export function describeQueue({ waiting, held }: Ledger, room: Room, troubles: readonly string[]): AdmissionQueue {
  return {
    atOnce: capacityOf(room),
    hosts: room.hosts.map(({ host, lanes }) => ({ host, lanes })),
    running: held.map(({ workflowId }) => workflowId),
    waiting: waiting.length,
    next: waiting.slice(0, mostListed).map(describeAsking),
    troubles,
  };
}

function describeAsking({ workflowId, backupId, askedAtMs, isExpedited, isPaused, ...asking }: Asking): WaitingRun {
  return {
    workflowId,
    backupId,
    askedAt: new Date(askedAtMs).toISOString(),
    latestStart: asking.latestStartMs === null ? null : new Date(asking.latestStartMs).toISOString(),
    ...(isExpedited ? { expedited: true } : {}),
    ...(isPaused ? { paused: true } : {}),
  };
}

/** What stands on the admission's page in Temporal's UI, in Markdown. */
export function admissionPage(queue: AdmissionQueue): string {
  const { atOnce, hosts, running, waiting, next, troubles } = queue;
  const lanes = hosts.map(({ host, lanes }) => `${host} (${lanes})`).join(', ');
  const rows = next
    .slice(0, mostOnThePage)
    .map((run, i) => `| ${i + 1}\u2003| ${run.workflowId}\u2003| ${whenOf(run)} |`);
  return [
    `**${running.length} of ${atOnce} backups run, ${waiting} wait for their turn**`,
    '',
    `hosts, and the lanes of each: ${lanes === '' ? 'none heard of' : lanes}`,
    '',
    ...(rows.length === 0
      ? []
      : ['|\u2003| next\u2003| latest start for its deadline |', '|---|---|---|', ...rows, '']),
    ...troubles.flatMap((trouble) => [`⚠ ${trouble}`, '']),
  ].join('\n');
}

const whenOf = ({ latestStart, expedited, paused }: WaitingRun): string =>
  [
    latestStart === null ? 'no deadline' : `${latestStart.slice(0, 19)}Z`,
    ...(expedited === true ? ['expedited'] : []),
    ...(paused === true ? ['paused'] : []),
  ].join(', ');

import { ActivityCancellationType, proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { DatabaseActivities } from '../../activities/database';
import type { ExportActivities } from '../../activities/export';
import type { CommitActivities } from '../../activities/commit';
import type { CopyActivities } from '../../activities/copies';
import type { NotificationActivities } from '../../activities/notifications';
import type { OwnershipActivities } from '../../activities/ownership';
import type { AdmissionActivities } from '../../activities/admission';
import type { HostActivities } from '../../activities/hosts';
import type { MonitorActivities } from '../../activities/monitor';
import type { AccelerationActivities } from '../../activities/acceleration';
import type { TimingActivities } from '../../activities/timing';
import type { RestoreActivities } from '../../activities/restore';

const backoff = { initialInterval: '1s', maximumInterval: '60s', backoffCoefficient: 2 } as const;

/** A short look, which has no heartbeat: what does not answer in the time of a missed heartbeat is asked again. */
export const quickCheck: ActivityOptions = { startToCloseTimeout: '20s', retry: backoff };

/** A look that may fail: the next one comes by itself. */
export const quickLook: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToStartTimeout: '10s',
  retry: { maximumAttempts: 1 },
};

/** Something that helps where it works, and is done without where it does not. */
export const oneTry: ActivityOptions = {
  startToCloseTimeout: '60s',
  scheduleToStartTimeout: '10s',
  heartbeatTimeout: '20s',
  retry: { maximumAttempts: 1 },
};

/** Work that takes as long as the database or the line does; its heartbeat tells that it lives. */
export const longRunning: ActivityOptions = {
  startToCloseTimeout: '30 days',
  heartbeatTimeout: '20s',
  retry: backoff,
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
};

/** A host's answer takes no time: one that took the question and is silent is dead. For a host to be free there is no limit. */
export const claim: ActivityOptions = { startToCloseTimeout: '10s', retry: backoff };

/** The same question to one host: it answers at once, or another one does the work. */
export const claimHere = (taskQueue: string): ActivityOptions => ({
  startToCloseTimeout: '10s',
  scheduleToStartTimeout: '5s',
  taskQueue,
  retry: { maximumAttempts: 1 },
});

/**
 * The same question to all hosts but one. Chance decides whom the queue gives it to, so that the one refuses it again and
 * again before another hears of it; but nobody waits for a host that is not there.
 */
export const claimElsewhere: ActivityOptions = {
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '12s',
  retry: backoff,
};

/**
 * A turn is asked for as often as it takes a server or a worker to be restarted. Only tries that a worker took count:
 * where there is no worker it waits for one.
 */
export const askAdmission: ActivityOptions = { startToCloseTimeout: '20s', retry: { ...backoff, maximumAttempts: 10 } };

/** The admission's looks: one that fails is said, the next one comes by itself. */
export const admissionLook: ActivityOptions = {
  startToCloseTimeout: '30s',
  scheduleToCloseTimeout: '5m',
  retry: { ...backoff, maximumAttempts: 3 },
};

/** Every running backup is asked how far it is: with a thousand of them, of which some do not answer, that takes a while. */
export const holderSearch: ActivityOptions = { ...admissionLook, startToCloseTimeout: '2m' };

/** How often the admission looks whether those who have a turn are still there, and for hosts that came or went. */
export const lookEveryMs = 60_000;

/** So long nobody gets a turn where it cannot be found out who has one. */
export const holdersWithinMs = 600_000;

/** What a host has still to give at the end: it is there at once, or not waited for. */
export const closing = (taskQueue: string): ActivityOptions => ({
  startToCloseTimeout: '30s',
  scheduleToStartTimeout: '5s',
  taskQueue,
  retry: { maximumAttempts: 1 },
});

/**
 * Work that belongs to one host. One attempt: the workflow decides what follows (the same host once more, then another),
 * with the cursor of the last heartbeat.
 */
export const onLane = (taskQueue: string): ActivityOptions => ({
  ...longRunning,
  taskQueue,
  scheduleToStartTimeout: '30s',
  retry: { maximumAttempts: 1 },
});

/** Clean-up: an hour of trying; then it is left to the sweep, and the result says so. */
export const cleanUp: ActivityOptions = {
  startToCloseTimeout: '15m',
  heartbeatTimeout: '30s',
  scheduleToCloseTimeout: '1h',
  retry: backoff,
};

/** The undo on a host that may be gone: then it is left to that host's sweep. */
export const cleanUpOn = (taskQueue: string): ActivityOptions => ({
  ...cleanUp,
  taskQueue,
  scheduleToStartTimeout: '60s',
  retry: { ...backoff, maximumAttempts: 5 },
});

/** A notification: an hour of trying, whatever becomes of the backup meanwhile. */
export const notifying: ActivityOptions = {
  startToCloseTimeout: '20s',
  scheduleToCloseTimeout: '1h',
  retry: { initialInterval: '2s', maximumInterval: '5m', backoffCoefficient: 2 },
};

type AllActivities = DatabaseActivities &
  ExportActivities &
  CopyActivities &
  CommitActivities &
  OwnershipActivities &
  NotificationActivities &
  HostActivities &
  AdmissionActivities &
  MonitorActivities &
  AccelerationActivities &
  TimingActivities &
  RestoreActivities;

/** The activities under a policy; `summary` is what Temporal's UI shows beside the call. */
export function activities(policy: ActivityOptions, summary?: string): AllActivities {
  return proxyActivities<AllActivities>(summary === undefined ? policy : { ...policy, summary });
}

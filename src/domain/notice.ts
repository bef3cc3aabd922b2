import type { NoticeEvent } from './notices';
import { formatDuration } from './quantities';
import { finishTimes, outlook, slackMs, type Outlook, type Timing } from './timing';

/** What a webhook receives, as JSON: names and instants (ISO 8601), never a secret or data. docs/notifications.md */
export interface Notice {
  readonly version: 1;
  /** The same over retries: a receiver drops what it has. */
  readonly id: string;
  readonly event: NoticeEvent;
  readonly at: string;
  /** One sentence or two, for a chat. */
  readonly text: string;
  readonly database: string;
  readonly backupId: string;
  readonly workflowId: string;
  /** Of the run's first execution. */
  readonly runId: string;
  readonly deadline: string | null;
  /** When it will be done. */
  readonly forecast: { readonly fast: string; readonly likely: string; readonly slow: string } | null;
  /** At the likely finish; negative: late. */
  readonly slackMs: number | null;
  readonly outlook: Outlook | null;
  /** Once the run is over: `sealed`, `failed`, `terminated`, `timed out`. */
  readonly outcome: string | null;
  readonly error: NoticeError | null;
}

export interface NoticeError {
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** Whose run it is. */
export interface NoticeRun {
  readonly database: string;
  readonly backupId: string;
  readonly workflowId: string;
  readonly firstExecutionRunId: string;
}

export interface NoticeFacts {
  readonly event: NoticeEvent;
  /** Which of its kind in the run, from 1. */
  readonly count: number;
  readonly atMs: number;
  readonly timing: Timing | null;
  readonly outcome: string | null;
  readonly error: NoticeError | null;
  /** The last run of the database, where this one recovers from its failure. */
  readonly failedBefore?: string | null;
}

/** The id is in the characters that Standard Webhooks and Temporal take. */
export const noticeId = (backupId: string, event: NoticeEvent, count: number): string =>
  `${backupId}-${event}-${count}`;

export function composeNotice(run: NoticeRun, facts: NoticeFacts): Notice {
  const { event, count, atMs, timing, outcome, error } = facts;
  const finish = timing === null ? null : finishTimes(timing);
  return {
    version: 1,
    id: noticeId(run.backupId, event, count),
    event,
    at: instant(atMs),
    text: sentence(run, facts),
    database: run.database,
    backupId: run.backupId,
    workflowId: run.workflowId,
    runId: run.firstExecutionRunId,
    deadline: timing?.deadline?.at ?? null,
    forecast:
      finish === null
        ? null
        : { fast: instant(finish.fastMs), likely: instant(finish.likelyMs), slow: instant(finish.slowMs) },
    slackMs: timing === null ? null : slackMs(timing),
    outlook: timing === null ? null : outlook(timing),
    outcome,
    error,
  };
}

function sentence({ database, backupId, workflowId }: NoticeRun, facts: NoticeFacts): string {
  const { timing, outcome, error } = facts;
  const finish = timing === null ? null : finishTimes(timing);
  const due = timing?.deadline == null ? 'without a deadline' : `due ${clock(Date.parse(timing.deadline.at))}`;
  const done = finish === null ? 'there is no forecast yet' : `it will be done about ${clock(finish.likelyMs)}`;
  const whose = `The backup of ${database}`;
  const which = `(backup ${backupId}, workflow ${workflowId})`;
  switch (facts.event) {
    case 'started-late':
      return `${whose} began after the deadline of its schedule; it hurries, and is now ${due} ${which}.`;
    case 'forecast-to-miss':
      return `${whose}, ${due}, will be late: ${done}, ${lateBy(timing)} after the deadline ${which}.`;
    case 'missed':
      return `${whose}, ${due}, is not done. ${missedOutcome(facts)} ${which}.`;
    case 'failed':
      return `${whose} ${outcome === 'failed' || outcome === null ? 'failed' : `was ${outcome}`}: ${error?.code ?? ''}: ${error?.message ?? ''} ${which}. ${error?.hint ?? ''}`.trim();
    case 'recovered':
      return facts.failedBefore == null
        ? `${whose}, ${due}, is on time again: ${done} ${which}.`
        : `${whose} is sealed ${which}; the run before it, ${facts.failedBefore}, had failed.`;
  }
}

function missedOutcome({ timing, outcome }: NoticeFacts): string {
  if (outcome === 'sealed') return 'It was sealed late';
  if (timing?.deadline?.policy === 'fail') return 'It is ended and cleaned up, as its policy says';
  const finish = timing === null ? null : finishTimes(timing);
  return finish === null ? 'It goes on' : `It goes on, and will be done about ${clock(finish.likelyMs)}`;
}

const lateBy = (timing: Timing | null): string =>
  timing === null ? '' : formatDuration(Math.abs(slackMs(timing) ?? 0));

const instant = (ms: number): string => new Date(ms).toISOString();

/** `02:41Z on 24 November` would need a locale: `2026-11-24 02:41Z`. */
const clock = (ms: number): string => `${instant(ms).slice(0, 16).replace('T', ' ')}Z`;

import { outlook, type Timing } from './timing';

/** What people are told of, in the order in which a bad night goes. */
export const noticeEvents = ['started-late', 'forecast-to-miss', 'missed', 'failed', 'recovered'] as const;
export type NoticeEvent = (typeof noticeEvents)[number];

/** In a plan whose configuration has notifications. */
export interface NoticePlan {
  readonly events: readonly NoticeEvent[];
  /** The last run of this database, where it failed: then a sealed backup is news. */
  readonly failedBefore: string | null;
}

/** What has been told of a run. */
export interface NoticeState {
  readonly isStartedLateTold: boolean;
  /** Told that it will be late (or is), and not yet that it is on time again. */
  readonly isLateTold: boolean;
  /** The deadline that was told as missed. */
  readonly missed: string | null;
  readonly forecastsToMiss: number;
}

export const nothingTold: NoticeState = {
  isStartedLateTold: false,
  isLateTold: false,
  missed: null,
  forecastsToMiss: 0,
};

/** A forecast that keeps turning is told so often, each time with its recovery: then people know. */
export const mostForecastsToMiss = 3;

export interface DueNotices {
  readonly state: NoticeState;
  readonly due: readonly NoticeEvent[];
}

/**
 * What people are to be told now that a run stands so. Between `late` and `on time` lies `close`, which changes nothing:
 * a forecast that moves a little to and fro is told once.
 */
export function dueNotices(before: NoticeState, timing: Timing, nowMs: number): DueNotices {
  const { deadline } = timing;
  if (deadline === null) return { state: before, due: [] };
  let state = before;
  const due: NoticeEvent[] = [];
  if (deadline.startedLate && !state.isStartedLateTold) {
    state = { ...state, isStartedLateTold: true };
    due.push('started-late');
  }
  const now = outlook(timing);
  if (nowMs >= Date.parse(deadline.at)) {
    if (state.missed === deadline.at) return { state, due };
    return { state: { ...state, missed: deadline.at, isLateTold: true }, due: [...due, 'missed'] };
  }
  if (now === 'late' && !state.isLateTold && state.forecastsToMiss < mostForecastsToMiss) {
    state = { ...state, isLateTold: true, forecastsToMiss: state.forecastsToMiss + 1 };
    due.push('forecast-to-miss');
  } else if (now === 'on time' && state.isLateTold) {
    state = { ...state, isLateTold: false };
    due.push('recovered');
  }
  return { state, due };
}

/** Whether the end of a run is news; whether its deadline was missed is `dueNotices`' to say. */
export function dueAtEnd(outcome: 'sealed' | 'failed' | 'cancelled', plan: NoticePlan | null): readonly NoticeEvent[] {
  if (outcome === 'failed') return ['failed'];
  return outcome === 'sealed' && plan?.failedBefore != null ? ['recovered'] : [];
}

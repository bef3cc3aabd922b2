import { deadlinePolicies, type DeadlinePolicy } from '../../src/domain/deadline';
import type { Night } from './night';
import { earliestEnd } from './planner';
import { modes, type Mode, type NightRun } from './run-night';

export interface ScoredNight {
  readonly seed: number;
  readonly policy: DeadlinePolicy;
  readonly withinMs: number;
  /** Of a planner who knew the whole night. */
  readonly bestMs: number;
  readonly isPossible: boolean;
  readonly runs: Readonly<Record<Mode, ScoredRun>>;
}

export interface ScoredRun {
  readonly isMet: boolean;
  readonly failed: string | null;
  readonly tookMs: number;
  /** 0 to 1 of its time. */
  readonly steadyShare: number;
  /** Changes of the pace, of the level, and of the regions that get parts. */
  readonly decisions: number;
  /** Changes between steady and expedited. */
  readonly paceChanges: number;
  /**
   * `late` was said before the deadline; else `close` was; else `late` in the moment in which it passed (or the run ended
   * there, and said why); else nothing.
   */
  readonly warned: 'late' | 'close' | 'at the deadline' | 'not';
}

export function scoreNight(night: Night, runs: Readonly<Record<Mode, NightRun>>): ScoredNight {
  const { seed, policy, withinMs } = night;
  const bestMs = earliestEnd(night);
  return {
    seed,
    policy,
    withinMs,
    bestMs,
    isPossible: bestMs <= withinMs,
    runs: perMode((mode) => scoreRun(night, runs[mode])),
  };
}

function scoreRun({ withinMs }: Night, run: NightRun): ScoredRun {
  const said = new Set(run.outlooks.filter(({ atMs }) => atMs < withinMs).map(({ outlook }) => outlook));
  const saidThen = run.outlooks.some(
    ({ atMs, outlook }) => outlook === 'late' && atMs >= withinMs && atMs <= withinMs + momentMs,
  );
  const isToldThen = saidThen || run.failed === 'DEADLINE_MISSED';
  const paces = ['steady', ...run.decisions.map(({ pace }) => pace)];
  return {
    isMet: run.isSealed && run.tookMs <= withinMs,
    failed: run.failed,
    tookMs: run.tookMs,
    steadyShare: run.steadyMs / run.tookMs,
    decisions: run.decisions.length,
    paceChanges: paces.filter((pace, i) => i > 0 && pace !== paces[i - 1]).length,
    warned: said.has('late') ? 'late' : said.has('close') ? 'close' : isToldThen ? 'at the deadline' : 'not',
  };
}

/** The look at the run takes so long at the most. */
const momentMs = 15_000;

export interface ScoreLine {
  readonly nights: string;
  readonly count: number;
  readonly possible: number;
  readonly met: Readonly<Record<Mode, number>>;
  /** Of what was possible. */
  readonly share: Readonly<Record<Mode, number>>;
}

export function scoreLines(nights: readonly ScoredNight[]): readonly ScoreLine[] {
  const byPolicy = deadlinePolicies.map((policy) =>
    lineOf(
      policy,
      nights.filter((night) => night.policy === policy),
    ),
  );
  return [lineOf('all', nights), ...byPolicy];
}

function lineOf(name: string, nights: readonly ScoredNight[]): ScoreLine {
  const possible = nights.filter(({ isPossible }) => isPossible).length;
  const met = perMode((mode) => nights.filter(({ runs }) => runs[mode].isMet).length);
  return { nights: name, count: nights.length, possible, met, share: perMode((mode) => met[mode] / possible) };
}

/** What keeping the deadlines cost, and how true the forecasts were. */
export interface ScoreFacts {
  readonly steadyShare: number;
  /** Of the deadlines that the steady pace would have made. */
  readonly steadyShareWhereEasy: number;
  readonly decisionsANight: number;
  readonly mostDecisions: number;
  readonly paceChangesANight: number;
  readonly mostPaceChanges: number;
  readonly missed: number;
  readonly missedSaidLate: number;
  readonly missedSaidClose: number;
  readonly missedSaidThen: number;
  /** Nothing was said before the deadline, or when it passed: there must be none. */
  readonly missedInSilence: readonly number[];
  /** `late` was said, and the deadline was met (after hurrying, as a rule). */
  readonly metThoughSaidLate: number;
  /** Of the nights that were possible and missed: which, and how much of the time the best course would have needed. */
  readonly possibleMissed: readonly { readonly seed: number; readonly needs: number }[];
  /** Runs that were earlier than the planner's bound: there must be none. */
  readonly betterThanPossible: readonly number[];
}

export function scoreFacts(nights: readonly ScoredNight[]): ScoreFacts {
  const paced = nights.map(({ runs }) => runs.paced);
  const missed = nights.filter(({ runs }) => !runs.paced.isMet);
  const saying = (warned: ScoredRun['warned']) => missed.filter(({ runs }) => runs.paced.warned === warned);
  const easy = nights.filter(({ runs }) => runs.steady.isMet).map(({ runs }) => runs.paced);
  return {
    steadyShare: mean(paced.map(({ steadyShare }) => steadyShare)),
    steadyShareWhereEasy: mean(easy.map(({ steadyShare }) => steadyShare)),
    decisionsANight: mean(paced.map(({ decisions }) => decisions)),
    mostDecisions: Math.max(...paced.map(({ decisions }) => decisions)),
    paceChangesANight: mean(paced.map(({ paceChanges }) => paceChanges)),
    mostPaceChanges: Math.max(...paced.map(({ paceChanges }) => paceChanges)),
    missed: missed.length,
    missedSaidLate: saying('late').length,
    missedSaidClose: saying('close').length,
    missedSaidThen: saying('at the deadline').length,
    missedInSilence: saying('not').map(({ seed }) => seed),
    metThoughSaidLate: paced.filter(({ isMet, warned }) => isMet && warned === 'late').length,
    possibleMissed: nights
      .filter(({ isPossible, runs }) => isPossible && !runs.paced.isMet)
      .map(({ seed, bestMs, withinMs }) => ({ seed, needs: bestMs / withinMs })),
    betterThanPossible: nights
      .filter(({ runs, bestMs }) => modes.some((mode) => runs[mode].failed === null && runs[mode].tookMs < bestMs))
      .map(({ seed }) => seed),
  };
}

const perMode = <T>(of: (mode: Mode) => T): Record<Mode, T> => ({
  paced: of('paced'),
  steady: of('steady'),
  expedited: of('expedited'),
});

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;

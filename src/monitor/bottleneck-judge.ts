import type { BottleneckShare, MonitorFindings, Verdict } from '../domain/bottleneck';
import type { MonitorSample } from '../domain/monitor-sample';
import { nameBottleneck, windowSeconds } from './bottleneck-rules';
import { thresholds } from './thresholds';

/** From `at` (ms since the epoch) on the backup was bound by this; null: by nothing that stands out. */
export interface VerdictChange {
  readonly at: number;
  readonly verdict: Verdict | null;
}

export interface JudgeSettings {
  readonly windowSeconds: number;
  /** How long another verdict has to last before it is reported. */
  readonly holdSeconds: number;
  /** Changes that are reported in a run; more are only counted. */
  readonly maxChanges: number;
}

export const defaultJudgeSettings: JudgeSettings = { windowSeconds, holdSeconds: 5, maxChanges: 50 };

interface Bound {
  readonly share: Omit<BottleneckShare, 'share'>;
  readonly seconds: number;
  readonly verdict: Verdict | null;
}

const keyOf = (verdict: Verdict | null): string =>
  verdict === null ? '' : `${verdict.bottleneck} ${verdict.region ?? ''}`;

/**
 * Makes a stable story of a backup from its samples, one after the other: no clock, no IO. Samples of one backup have to
 * come in their order.
 */
export class BottleneckJudge {
  readonly #settings: JudgeSettings;
  readonly #bound = new Map<string, Bound>();
  #window: readonly MonitorSample[] = [];
  #current: Verdict | null = null;
  #candidate: { readonly key: string; readonly since: number; readonly seconds: number } | undefined;
  #reported = 0;
  #unreported = 0;
  #seconds = 0;
  #activeSeconds = 0;

  constructor(settings: Partial<JudgeSettings> = {}) {
    this.#settings = { ...defaultJudgeSettings, ...settings };
  }

  /** What binds now, as it was last reported or counted. */
  get current(): Verdict | null {
    return this.#current;
  }

  /** Changes over the bound, which were not reported. */
  get unreportedChanges(): number {
    return this.#unreported;
  }

  /** Answers a change when this sample completes it: the new verdict lasted `holdSeconds`. */
  add(sample: MonitorSample): VerdictChange | undefined {
    if (!(sample.seconds > 0)) return undefined;
    this.#window = lastSeconds([...this.#window, sample], this.#settings.windowSeconds);
    const verdict = nameBottleneck(this.#window) ?? null;
    this.#seconds += sample.seconds;
    if (sample.work.parts >= thresholds.activeParts) this.#count(verdict, sample.seconds);
    return this.#follow(verdict, sample);
  }

  /** The sums so far. Shares add up to 1, or are none where nothing was copied. */
  findings(): Pick<MonitorFindings, 'seconds' | 'activeSeconds' | 'shares' | 'main'> {
    const bound = [...this.#bound.values()].sort((a, b) => b.seconds - a.seconds);
    return {
      seconds: this.#seconds,
      activeSeconds: this.#activeSeconds,
      shares: bound.map(({ share, seconds }) => ({ ...share, share: seconds / this.#activeSeconds })),
      main: bound.find(({ verdict }) => verdict !== null)?.verdict ?? null,
    };
  }

  #count(verdict: Verdict | null, seconds: number): void {
    this.#activeSeconds += seconds;
    const key = keyOf(verdict);
    const { bottleneck = 'none' as const, region } = verdict ?? {};
    this.#bound.set(key, {
      share: { bottleneck, ...(region === undefined ? {} : { region }) },
      seconds: (this.#bound.get(key)?.seconds ?? 0) + seconds,
      verdict,
    });
  }

  #follow(verdict: Verdict | null, { at, seconds }: MonitorSample): VerdictChange | undefined {
    const key = keyOf(verdict);
    if (key === keyOf(this.#current)) {
      this.#candidate = undefined;
      this.#current = verdict;
      return undefined;
    }
    const since = this.#candidate?.key === key ? this.#candidate : { key, since: at - seconds * 1000, seconds: 0 };
    const held = since.seconds + seconds;
    this.#candidate = { ...since, seconds: held };
    if (held < this.#settings.holdSeconds) return undefined;
    this.#candidate = undefined;
    this.#current = verdict;
    if (this.#reported >= this.#settings.maxChanges) {
      this.#unreported += 1;
      return undefined;
    }
    this.#reported += 1;
    return { at: since.since, verdict };
  }
}

/** The newest samples that cover so many seconds; always the last one. */
function lastSeconds(samples: readonly MonitorSample[], wanted: number): readonly MonitorSample[] {
  let covered = 0;
  let from = samples.length;
  while (from > 0 && covered < wanted) {
    from -= 1;
    covered += samples[from]?.seconds ?? 0;
  }
  return samples.slice(from);
}

import {
  CancellationScope,
  CancelledFailure,
  condition,
  defineSignal,
  isCancellation,
  setDefaultSignalHandler,
  setHandler,
  sleep,
} from '@temporalio/workflow';
import type { Pause } from '../../src/domain/pause';

/** Stops the work after what is in flight; nothing is lost. A reason may be given: `"the DBA needs it"`. */
export const pauseSignal = defineSignal<[reason?: unknown]>('pause');
/** Goes on where `pause` stopped. */
export const resumeSignal = defineSignal('resume');
/** A pause that ends by itself: an instant, `"2026-11-24T02:00:00Z"`, or `{"until":"2026-11-24T02:00:00Z","reason":"the DBA needs it"}`. */
export const pauseUntilSignal = defineSignal<[until: unknown]>('pauseUntil');

const descriptions: Readonly<Record<string, string>> = {
  pause: 'stops the work after what is in flight; a reason may be given',
  pauseUntil: 'a pause that ends by itself: an instant in ISO 8601, or {"until":…,"reason":…}',
  resume: 'goes on where pause stopped',
};

/** What signals ask of a running workflow. */
export interface Control {
  readonly paused: boolean;
  readonly pause: Pause | null;
  /** Returns once nobody asks for a pause. */
  untilRunning(): Promise<void>;
  /**
   * Runs work that a pause stops: the work is cancelled, and is expected to end normally with what it did. Undefined
   * when it had not begun. A cancelled workflow throws, as ever.
   */
  interruptible<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Stops what runs interruptibly, so that it is planned anew; nothing is paused. */
  interrupt(): void;
  /** Calls back on every change; answers how to stop that. */
  onChange(listener: (pause: Pause | null) => void): () => void;
}

/** A control that begins to listen once whoever wants to know of changes has said so. */
export interface SilentControl extends Control {
  /** Listens to the signals. Call once, before the first await, and after every other handler has been set. */
  listen(): void;
}

/** What `pause`, `pauseUntil` and `resume` ask for. */
export function createControl(startPaused = false): SilentControl {
  let pause: Pause | null = startPaused ? { reason: null, until: null } : null;
  const scopes = new Set<CancellationScope>();
  const listeners = new Set<(pause: Pause | null) => void>();

  const interrupt = (): void => {
    for (const scope of scopes) scope.cancel();
  };
  const change = (next: Pause | null): void => {
    const wasPaused = pause !== null;
    pause = next;
    if (!wasPaused && next === null) return;
    for (const listener of listeners) listener(next);
    if (!wasPaused) interrupt();
  };
  const until = (given: unknown): void => {
    const order: { readonly until?: unknown } = typeof given === 'string' ? { until: given } : Object(given);
    const atMs = typeof order.until === 'string' ? Date.parse(order.until) : Number.NaN;
    // A signal has no answer: what makes no sense, or has passed, is left out.
    if (!(atMs > Date.now())) return;
    const asked: Pause = { reason: textOf(order), until: new Date(atMs).toISOString() };
    change(asked);
    // Whoever pauses or resumes in between has the last word.
    void sleep(atMs - Date.now()).then(
      () => {
        if (pause === asked) change(null);
      },
      () => undefined,
    );
  };
  const hear: Readonly<Record<string, (given?: unknown) => void>> = {
    [pauseSignal.name]: (reason) => change({ reason: textOf(reason), until: null }),
    [pauseUntilSignal.name]: until,
    [resumeSignal.name]: () => change(null),
  };

  return {
    get paused() {
      return pause !== null;
    },
    get pause() {
      return pause;
    },
    untilRunning: () => condition(() => pause === null),
    interrupt,
    listen: () => {
      // What came before the first step is heard here, in its order: handlers that are set one by one would hear every
      // pause before any resume. Nobody sends another signal so early that has no handler by now.
      setDefaultSignalHandler((name, given) => hear[name]?.(given));
      setDefaultSignalHandler(undefined);
      for (const signal of [pauseSignal, pauseUntilSignal, resumeSignal]) {
        setHandler(signal, (given?: unknown) => hear[signal.name]?.(given), {
          description: descriptions[signal.name] ?? '',
        });
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    interruptible: async (work) => {
      const outer = CancellationScope.current();
      const scope = new CancellationScope();
      scopes.add(scope);
      try {
        return await scope.run(work);
      } catch (error) {
        // Stopped before it began: an ordinary end. Cancelled from outside: let it through.
        if (isCancellation(error) && !outer.consideredCancelled) return undefined;
        throw error;
      } finally {
        scopes.delete(scope);
      }
    },
  };
}

/** Temporal's UI and CLI send what was typed: a text, or `{"reason": …}`. */
function textOf(given: unknown): string | null {
  const text: unknown = typeof given === 'object' && given !== null ? Object(given).reason : given;
  return typeof text === 'string' && text !== '' ? text.slice(0, 200) : null;
}

/** Ends here if the workflow was cancelled while the last step ended normally. */
export function endIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('the backup was cancelled');
}

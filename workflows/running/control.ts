import {
  CancellationScope,
  CancelledFailure,
  condition,
  defineSignal,
  isCancellation,
  setHandler,
} from '@temporalio/workflow';

/** Stops the work after what is in flight; nothing is lost. */
export const pauseSignal = defineSignal('pause');
/** Goes on where `pause` stopped. */
export const resumeSignal = defineSignal('resume');

/** What signals ask of a running workflow. */
export interface Control {
  readonly paused: boolean;
  /** Returns once nobody asks for a pause. */
  untilRunning(): Promise<void>;
  /**
   * Runs work that a pause stops: the work is cancelled, and is expected to end normally with what it did. Undefined
   * when it had not begun. A cancelled workflow throws, as ever.
   */
  interruptible<T>(work: () => Promise<T>): Promise<T | undefined>;
  /** Calls back on every change; answers how to stop that. */
  onChange(listener: (paused: boolean) => void): () => void;
}

/** Listens to `pause` and `resume`. Call once, before the first await. */
export function listenForControl(startPaused = false): Control {
  let paused = startPaused;
  const scopes = new Set<CancellationScope>();
  const listeners = new Set<(paused: boolean) => void>();

  const change = (next: boolean): void => {
    if (paused === next) return;
    paused = next;
    for (const listener of listeners) listener(next);
    if (next) for (const scope of scopes) scope.cancel();
  };
  setHandler(pauseSignal, () => change(true), { description: 'stops the work after what is in flight' });
  setHandler(resumeSignal, () => change(false), { description: 'goes on where pause stopped' });

  return {
    get paused() {
      return paused;
    },
    untilRunning: () => condition(() => !paused),
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
        // Cancelled by a pause before it began: an ordinary end. Cancelled from outside: let it through.
        if (isCancellation(error) && !outer.consideredCancelled) return undefined;
        throw error;
      } finally {
        scopes.delete(scope);
      }
    },
  };
}

/** Ends here if the workflow was cancelled while the last step ended normally. */
export function endIfCancelled(): void {
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('the backup was cancelled');
}

interface Appointment {
  readonly atMs: number;
  readonly number: number;
  readonly act: () => void;
}

/** Time that passes from one appointment to the next. Those of one moment come in the order in which they were made. */
export class VirtualClock {
  #nowMs: number;
  #made = 0;
  #open: Appointment[] = [];

  constructor(startMs: number) {
    this.#nowMs = startMs;
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Answers how to call it off. */
  in(ms: number, act: () => void): () => void {
    this.#made += 1;
    const appointment = { atMs: this.#nowMs + Math.max(0, Math.ceil(ms)), number: this.#made, act };
    const later = this.#open.findIndex(({ atMs }) => atMs > appointment.atMs);
    this.#open.splice(later === -1 ? this.#open.length : later, 0, appointment);
    return () => {
      this.#open = this.#open.filter((each) => each !== appointment);
    };
  }

  /** Ends early, and normally, when the signal aborts. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const callOff = this.in(ms, resolve);
      signal?.addEventListener('abort', () => (callOff(), resolve()), { once: true });
    });
  }

  /** Keeps the next appointment; false: there is none. */
  advance(): boolean {
    const next = this.#open.shift();
    if (next === undefined) return false;
    this.#nowMs = next.atMs;
    next.act();
    return true;
  }
}

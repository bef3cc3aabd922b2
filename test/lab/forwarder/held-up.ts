import { openSync } from 'node:fs';
import { readAtStart } from './system-calls';

/** What became of the time in which the forwarder was held up, and of some milliseconds before. */
export interface HeldUp {
  readonly lateMs: number;
  /** The forwarder's own work, with its garbage collections; and what was stolen from its CPU while it was on it. */
  readonly ranMs: number;
  /** It could have run, and something else did. */
  readonly waitedMs: number;
  /**
   * Of all CPUs together: they would have run, but this machine is a virtual one and its host gave it no time. Where all
   * of them stand still, so does the clock that would have woken the forwarder: then it neither ran nor waited.
   */
  readonly stolenMs: number;
}

type Reading = Omit<HeldUp, 'lateMs'>;

const betweenReadingsMs = 10;
/** What is shorter makes no measurement worthless. */
const worthTellingMs = 5;
/** /proc/stat counts so on all that Linux runs on (proc_stat(5): USER_HZ). */
const msPerTick = 10;

/** Tells why the forwarder was late: a slow forwarder, a busy host, or a virtual machine that stood still. */
export class HoldUps {
  readonly #ofThread = openSync('/proc/self/schedstat', 'r');
  readonly #ofHost = openSync('/proc/stat', 'r');
  readonly #text = Buffer.alloc(256);
  #before = this.#read();
  #readAtMs = -Infinity;
  #worst: HeldUp | null = null;

  /** Before packets are sent. @param dueAtMs when the first of them should have been; Infinity: there is none */
  look(nowMs: number, dueAtMs: number): void {
    const lateMs = nowMs - dueAtMs;
    if (lateMs > worthTellingMs) {
      // The reading stays that of before: what comes after is part of the same hold-up until a packet is on time.
      if (lateMs > (this.#worst?.lateMs ?? 0)) this.#worst = { lateMs, ...this.#sinceBefore() };
    } else if (nowMs - this.#readAtMs >= betweenReadingsMs) {
      this.#before = this.#read();
      this.#readAtMs = nowMs;
    }
  }

  /** Since the last time that it was asked with `reset`; null: it was never late by much. */
  worst(reset: boolean): HeldUp | null {
    const worst = this.#worst;
    if (reset) this.#worst = null;
    return worst;
  }

  #sinceBefore(): Reading {
    const { ranMs, waitedMs, stolenMs } = this.#read();
    const before = this.#before;
    return {
      ranMs: ranMs - before.ranMs,
      waitedMs: waitedMs - before.waitedMs,
      stolenMs: stolenMs - before.stolenMs,
    };
  }

  #read(): Reading {
    // Nanoseconds that it ran and waited (Documentation/scheduler/sched-stats.rst).
    const [ranNs = 0, waitedNs = 0] = this.#numbers(this.#ofThread);
    // "cpu", user, nice, system, idle, iowait, irq, softirq, steal.
    const stolenTicks = this.#numbers(this.#ofHost).at(8) ?? 0;
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6, stolenMs: stolenTicks * msPerTick };
  }

  #numbers(fd: number): readonly number[] {
    const length = readAtStart(fd, this.#text);
    const [line = ''] = this.#text.toString('latin1', 0, Math.max(0, length)).split('\n');
    return line.split(/ +/).map(Number);
  }
}

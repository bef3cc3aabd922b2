import { openSync } from 'node:fs';
import { readAtStart } from './system-calls';

/** What became of the time in which the forwarder was held up; the reading before may be some milliseconds older. */
export interface HeldUp {
  readonly lateMs: number;
  /** The forwarder's own work, with its garbage collections. */
  readonly ranMs: number;
  /** It could have run, and another did. */
  readonly waitedMs: number;
  /** The host's CPUs, taken together, did not run although they would have: this is a virtual machine, and its host gave it no time. */
  readonly stolenMs: number;
}

type Reading = Omit<HeldUp, 'lateMs'>;

const betweenReadingsMs = 10;
/** What is shorter would not make a measurement worthless. */
const worthTellingMs = 5;
/** As /proc/stat counts, on all that Linux runs on (man 5 proc, sysconf(_SC_CLK_TCK)). */
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
    const isWorst = lateMs > Math.max(worthTellingMs, this.#worst?.lateMs ?? 0);
    if (!isWorst && lateMs < 8 && nowMs - this.#readAtMs < betweenReadingsMs) return;
    const { ranMs, waitedMs, stolenMs } = this.#read();
    const before = this.#before;
    this.#before = { ranMs, waitedMs, stolenMs };
    this.#readAtMs = nowMs;
    if (lateMs > 8) process.stderr.write(`LATE ${nowMs.toFixed(0)} ${lateMs.toFixed(1)} ran ${(ranMs-before.ranMs).toFixed(1)} waited ${(waitedMs-before.waitedMs).toFixed(1)} stolen ${stolenMs-before.stolenMs}\n`);
    if (!isWorst) return;
    this.#worst = {
      lateMs,
      ranMs: ranMs - before.ranMs,
      waitedMs: waitedMs - before.waitedMs,
      stolenMs: stolenMs - before.stolenMs,
    };
  }

  /** Since the last time that it was asked with `reset`; null: it was never late by much. */
  worst(reset: boolean): HeldUp | null {
    const worst = this.#worst;
    if (reset) this.#worst = null;
    return worst;
  }

  #read(): Reading {
    // Documentation/scheduler/sched-stats.rst: ran and waited, in nanoseconds. `cpu user nice system idle iowait irq softirq steal`.
    const [ranNs = 0, waitedNs = 0] = this.#numbers(this.#ofThread);
    const stolenTicks = this.#numbers(this.#ofHost).at(8) ?? 0;
    return { ranMs: ranNs / 1e6, waitedMs: waitedNs / 1e6, stolenMs: stolenTicks * msPerTick };
  }

  #numbers(fd: number): readonly number[] {
    const length = readAtStart(fd, this.#text);
    const [line = ''] = this.#text.toString('latin1', 0, Math.max(0, length)).split('\n');
    return line.split(/ +/).map(Number);
  }
}

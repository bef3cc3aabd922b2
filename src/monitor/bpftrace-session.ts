import type { UnavailablePart } from '../domain/bottleneck';
import { describeEnd, startObstacle } from './bpftrace-failure';
import { FigureCollector, type BpftraceFigures } from './bpftrace-figures';
import type { KernelPlace } from './bpftrace-obstacles';
import { joinPrograms, loadPrograms, programAtFault, withoutProgram, type BpftraceProgram } from './bpftrace-programs';
import { startBpftrace, type BpftraceEnd, type BpftraceProcess } from './bpftrace-process';
import { lostParts, sortPrograms, type LostProgram } from './usable-programs';

export interface BpftraceSessionOptions {
  /** The process that is watched. */
  readonly pid: number;
  readonly installation: string;
  readonly place: KernelPlace;
  /** A bpftrace that was killed is started again once, after this time. */
  readonly restartAfterMs: number;
  /** A start that shows nothing for this long has failed. */
  readonly startTimeoutMs: number;
}

type Outcome = 'stopped' | 'did-not-start' | 'died';

/**
 * One bpftrace with all programs that work on this host, from start to stop; can be started again. Whatever happens to
 * it becomes an unavailable part, never an error. What did not work once is not tried again.
 */
export class BpftraceSession {
  private readonly collector = new FigureCollector();
  private usable: readonly BpftraceProgram[] | undefined;
  private lost: readonly LostProgram[] = [];
  private ended: UnavailablePart | undefined;
  private running: BpftraceProcess | undefined;
  private stopping = new AbortController();
  private life: Promise<void> = Promise.resolve();

  constructor(private readonly options: BpftraceSessionOptions) {}

  /** Id of the bpftrace that runs now. */
  get pid(): number | undefined {
    return this.running?.pid;
  }

  figures(): BpftraceFigures {
    return this.collector.read();
  }

  unavailable(): readonly UnavailablePart[] {
    const { damagedLines, lostEvents } = this.collector;
    return [
      ...lostParts(this.lost),
      ...(this.ended ? [this.ended] : []),
      ...(damagedLines + lostEvents > 0
        ? [
            {
              part: 'eBPF: some of its figures',
              reason: `${damagedLines} lines of bpftrace were not understood, ${lostEvents} events came too fast for it`,
              remedy: 'none is needed while they are few; else compare the version of bpftrace with docs/monitoring.md',
            },
          ]
        : []),
    ];
  }

  /** Returns at once; figures come some seconds later, if at all. */
  start(): void {
    const stopping = new AbortController();
    this.stopping = stopping;
    this.ended = undefined;
    this.life = this.life
      .then(() => this.live(stopping.signal))
      .catch((error: unknown) => {
        this.ended = {
          part: 'eBPF',
          reason: error instanceof Error ? error.message : String(error),
          remedy: 'install Redoubt again: it looks incomplete',
        };
      });
  }

  /** Resolves when bpftrace is gone. */
  async stop(): Promise<void> {
    // A start while this one ends is another life, which is not waited for.
    const { life } = this;
    this.stopping.abort();
    await this.running?.stop();
    await life;
  }

  private async live(stopping: AbortSignal): Promise<void> {
    let restarted = false;
    for (
      let programs = this.chooseOnce();
      watchesSomething(programs) && !stopping.aborted;
      programs = this.usable ?? []
    ) {
      const { outcome, end } = await this.run(programs, stopping);
      if (outcome === 'stopped') return;
      if (outcome === 'did-not-start') this.dropFaulty(programs, end);
      else if (restarted) return this.reportEnd(programs, end);
      else {
        restarted = true;
        await pause(this.options.restartAfterMs, stopping);
      }
    }
  }

  private chooseOnce(): readonly BpftraceProgram[] {
    if (this.usable) return this.usable;
    const { usable, lost } = sortPrograms(loadPrograms(), this.options.place);
    this.usable = usable;
    this.lost = lost;
    return usable;
  }

  /** Runs bpftrace to its end, whoever brings it. */
  private async run(
    programs: readonly BpftraceProgram[],
    stopping: AbortSignal,
  ): Promise<{ readonly outcome: Outcome; readonly end: BpftraceEnd }> {
    let started = false;
    const running = startBpftrace({
      text: joinPrograms(programs),
      pid: this.options.pid,
      installation: this.options.installation,
      env: this.options.place.env,
      onEvent: (event) => {
        started ||= event?.kind === 'program';
        this.collector.take(event);
      },
    });
    this.running = running;
    const tooLate = setTimeout(() => void (started || running.stop()), this.options.startTimeoutMs).unref();
    const end = await running.ended;
    clearTimeout(tooLate);
    this.running = undefined;
    this.collector.processEnded();
    return { outcome: stopping.aborted ? 'stopped' : started ? 'died' : 'did-not-start', end };
  }

  /** Drops the program that bpftrace complains of; where it names none, it would not start on any. */
  private dropFaulty(programs: readonly BpftraceProgram[], end: BpftraceEnd): void {
    const named = programAtFault(programs, end.stderr);
    if (named) return this.drop(named, describeEnd(end));
    this.usable = [];
    this.lost = [...this.lost, ...programs.map((program) => ({ program, ...startObstacle(end) }))];
  }

  private drop(name: BpftraceProgram['name'], reason: string): void {
    const before = this.usable ?? [];
    this.usable = withoutProgram(before, name);
    const remedy = 'use another version of bpftrace or of the kernel';
    const dropped = before.filter((program) => !this.usable?.includes(program));
    this.lost = [...this.lost, ...dropped.map((program) => ({ program, reason, remedy }))];
  }

  private reportEnd(programs: readonly BpftraceProgram[], end: BpftraceEnd): void {
    this.ended = {
      part: `eBPF: ${programs.map(({ part }) => part).join(', ')}`,
      reason: `${describeEnd(end)}, for the second time: it was not started again`,
      remedy: 'see who ends it (`journalctl -k` shows a kill for want of memory); it needs about 115 MB',
    };
  }
}

/** Whether there is more than the program that ends the others. */
function watchesSomething(programs: readonly BpftraceProgram[]): boolean {
  return programs.some(({ name }) => name !== 'worker-life');
}

/** Waits, or until it is no longer wanted. */
async function pause(ms: number, stopping: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms).unref();
    stopping.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

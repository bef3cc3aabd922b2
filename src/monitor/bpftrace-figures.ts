import type { BpftraceEvent, FigureName, Sum } from './bpftrace-lines';
import type { ProgramName } from './bpftrace-programs';

type Sums = ReadonlyMap<string, Sum>;
const nothing: Sum = { count: 0, total: 0 };
/** What a program counts as soon as it runs: bpftrace prints nothing, or a blank line, for a map that is empty. */
const countedBy: Partial<Record<ProgramName, FigureName>> = {
  network: 'network_sent_bytes',
  received: 'received_bytes',
  retransmits: 'retransmits',
  'out-of-memory': 'out_of_memory_kills',
  reclaim: 'reclaim_stalls',
};

/** What bpftrace had counted at one moment. Sums only grow, also over a restart of bpftrace. */
export class BpftraceFigures {
  constructor(
    private readonly figures: ReadonlyMap<FigureName, Sums> = new Map(),
    private readonly live: ReadonlySet<FigureName> = new Set(),
  ) {}

  /** Whether it is being counted at this moment: else nothing is known, and no growth does not mean none. */
  counts(name: FigureName): boolean {
    return this.live.has(name);
  }

  keys(name: FigureName): readonly string[] {
    return [...(this.figures.get(name)?.keys() ?? [])];
  }

  sum(name: FigureName, key = ''): Sum {
    return this.figures.get(name)?.get(key) ?? nothing;
  }

  /** What was added since an earlier moment. */
  since(earlier: BpftraceFigures, name: FigureName, key = ''): Sum {
    const [now, before] = [this.sum(name, key), earlier.sum(name, key)];
    return { count: Math.max(0, now.count - before.count), total: Math.max(0, now.total - before.total) };
  }

  /** The same sums, none of which is being counted. */
  stopped(): BpftraceFigures {
    return new BpftraceFigures(this.figures);
  }

  /** These figures and, on top of them, those of a process that began at zero. */
  plus(name: FigureName, added: Sums): BpftraceFigures {
    const sums = new Map(this.figures.get(name));
    for (const [key, { count, total }] of added) {
      const base = sums.get(key) ?? nothing;
      sums.set(key, { count: base.count + count, total: base.total + total });
    }
    return new BpftraceFigures(new Map([...this.figures, [name, sums]]), new Set([...this.live, name]));
  }
}

/** Adds up what successive bpftrace processes print. */
export class FigureCollector {
  private ended = new BpftraceFigures();
  private running = new Map<FigureName, Sums>();
  /** Events that bpftrace lost, and lines that were not understood. */
  lostEvents = 0;
  damagedLines = 0;

  take(event: BpftraceEvent | undefined): void {
    if (event === undefined) this.damagedLines += 1;
    else if (event.kind === 'lost') this.lostEvents += event.events;
    else if (event.kind === 'figure') this.running.set(event.name, event.sums);
    else this.expect(countedBy[event.name]);
  }

  private expect(name: FigureName | undefined): void {
    if (name !== undefined && !this.running.has(name)) this.running.set(name, new Map());
  }

  read(): BpftraceFigures {
    return [...this.running].reduce((figures, [name, sums]) => figures.plus(name, sums), this.ended);
  }

  /** A process has ended: the next one counts from zero. */
  processEnded(): void {
    this.ended = this.read().stopped();
    this.running = new Map();
  }
}

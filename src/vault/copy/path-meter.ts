import type { WorkSample } from '../../domain/monitor-sample';
import type { PathCounters } from '../../domain/path-counters';
import type { CountedWork } from '../../domain/work-counters';
import type { StageClock } from '../seal/stage-clock';
import { TimeInUse } from './time-in-use';

/** What a thread pool tells of one job: when a thread takes it up, and when it has ended. */
export interface JobWatcher {
  onStart(clock: StageClock): void;
  onEnd(clock: StageClock): void;
}

/** What is counted of one region. */
interface RegionMeter {
  readonly puts: TimeInUse;
  storedBytes: number;
  retries: number;
}

/** Counts what the data path of one backup does in this process, over all its batches. */
export class PathMeter implements CountedWork {
  readonly #inFlight = new TimeInUse();
  readonly #reading = new TimeInUse();
  readonly #waiting = new TimeInUse();
  readonly #sending = new TimeInUse();
  readonly #clocks = new Set<StageClock>();
  readonly #regions = new Map<string, RegionMeter>();
  readonly #sums = { compress: 0, encrypt: 0, hash: 0, readBytes: 0, sealedBytes: 0, partsDone: 0 };
  #source: WorkSample['source'] = null;

  /** Whether parts are in flight at this moment. */
  get isBusy(): boolean {
    return this.#inFlight.users > 0;
  }

  set source(source: 'database' | 'local') {
    this.#source = source;
  }

  part<T>(work: () => Promise<T>): Promise<T> {
    return this.#inFlight.during(work);
  }

  async reading(work: () => Promise<Buffer>): Promise<Buffer> {
    const bytes = await this.#reading.during(work);
    this.#sums.readBytes += bytes.length;
    return bytes;
  }

  /** For one part: it waits for a thread from now on. */
  sealing(): JobWatcher & { readonly onSealed: (sealedBytes: number) => void; readonly onFailed: () => void } {
    this.#waiting.begin();
    let isWaiting = true;
    const stopWaiting = (): void => {
      if (isWaiting) this.#waiting.end();
      isWaiting = false;
    };
    return {
      onStart: (clock) => {
        stopWaiting();
        this.#clocks.add(clock);
      },
      onEnd: (clock) => {
        if (!this.#clocks.delete(clock)) return;
        for (const [step, ms] of Object.entries(clock.read()))
          this.#sums[step as 'compress' | 'encrypt' | 'hash'] += ms;
      },
      onSealed: (sealedBytes) => void (this.#sums.sealedBytes += sealedBytes),
      onFailed: stopWaiting,
    };
  }

  sending<T>(work: () => Promise<T>): Promise<T> {
    return this.#sending.during(work);
  }

  /** One PUT of a part in a region, one attempt. `attempt` counts from 1. */
  async put<T>(region: string, attempt: number, sizeBytes: number, work: () => Promise<T>): Promise<T> {
    const meter = this.#region(region);
    if (attempt > 1) meter.retries += 1;
    const result = await meter.puts.during(work);
    meter.storedBytes += sizeBytes;
    return result;
  }

  partDone(): void {
    this.#sums.partsDone += 1;
  }

  read(): PathCounters {
    const { compress, encrypt, hash, ...counts } = this.#sums;
    const sealing = { compress, encrypt, hash };
    for (const clock of this.#clocks) {
      const running = clock.read();
      sealing.compress += running.compress;
      sealing.encrypt += running.encrypt;
      sealing.hash += running.hash;
    }
    return {
      ...counts,
      stagePartMs: { read: this.#reading.sumMs, ...sealing, send: this.#sending.sumMs },
      waitingPartMs: this.#waiting.sumMs,
      partMs: this.#inFlight.sumMs,
      putMsByRegion: this.#byRegion(({ puts }) => puts.sumMs),
      storedBytesByRegion: this.#byRegion(({ storedBytes }) => storedBytes),
      retriesByRegion: this.#byRegion(({ retries }) => retries),
      source: this.#source,
    };
  }

  #byRegion(figure: (meter: RegionMeter) => number): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#regions].map(([name, meter]) => [name, figure(meter)]));
  }

  #region(name: string): RegionMeter {
    const meter = this.#regions.get(name) ?? { puts: new TimeInUse(), storedBytes: 0, retries: 0 };
    this.#regions.set(name, meter);
    return meter;
  }
}

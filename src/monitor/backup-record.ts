import type { HostFindings, UnavailablePart } from '../domain/bottleneck';
import type { MonitorSample } from '../domain/monitor-sample';
import { BottleneckJudge, type VerdictChange } from './bottleneck-judge';
import { MonitorSeries } from './series';
import { readSeriesFile, removeSeriesFile, SeriesFileWriter, type SeriesFileName } from './series-file';

export interface BackupRecordOptions extends SeriesFileName {
  /** Where the samples are kept on this host, so that a killed worker loses none. */
  readonly folder: string;
}

/** What is made of a backup's samples: the verdicts, the shares, the series. It begins where a killed attempt ended. */
export class BackupRecord {
  readonly #options: BackupRecordOptions;
  readonly #judge = new BottleneckJudge();
  readonly #series: MonitorSeries;
  readonly #file: SeriesFileWriter;

  constructor(options: BackupRecordOptions) {
    this.#options = options;
    this.#series = new MonitorSeries({ backupId: options.backupId, host: options.host });
    // Changes of then were told then.
    for (const sample of readSeriesFile(options.folder, options)) this.#take(sample);
    this.#file = new SeriesFileWriter(options.folder, options);
  }

  /** Answers a change of the bottleneck when this sample completes it. */
  add(sample: MonitorSample): VerdictChange | undefined {
    this.#file.append(sample);
    return this.#take(sample);
  }

  get samples(): number {
    return this.#series.samples;
  }

  /** The series as it is stored. */
  encode(): Buffer {
    return this.#series.encode();
  }

  findings(unavailable: readonly UnavailablePart[], series: HostFindings['series']): HostFindings {
    return { host: this.#options.host, ...this.#judge.findings(), unavailable: [...unavailable], series };
  }

  /** The backup has the series: the file of this host goes. */
  remove(): void {
    removeSeriesFile(this.#options.folder, this.#options);
  }

  #take(sample: MonitorSample): VerdictChange | undefined {
    this.#series.append(sample);
    const change = this.#judge.add(sample);
    if (change !== undefined) this.#series.appendChange(change);
    return change;
  }
}

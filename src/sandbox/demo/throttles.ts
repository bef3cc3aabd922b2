import { runRedoubt, type CommandLine } from './redoubt-process';

/** What each region may be sent, by the sandbox's configuration; a run in a hurry does not keep to it. */
export const regionBandwidth = '80Mbit/s';

const job = { bytesPerSecond: 6_000_000, perWorker: true } as const;
const reads = { delayMs: 100 } as const;

/** Holds the stand-in down, so that there is something for a hurry to gain, and says what is made up here. */
export async function throttle(line: CommandLine): Promise<void> {
  await runRedoubt(['sandbox', 'fault', 'add', 'slow-job', '--details', JSON.stringify(job)], line);
  await runRedoubt(['sandbox', 'fault', 'add', 'slow-reads', '--details', JSON.stringify(reads)], line);
  line.say(describeThrottles().join('\n'));
}

/** For people: so that nobody takes the figures that follow for properties of the world. */
export function describeThrottles(): readonly string[] {
  return [
    'Both acts run under throttles of the demo’s own:',
    `  the stand-in   each Data Pump worker writes ${job.bytesPerSecond / 1e6} MB/s at most; each read takes ${reads.delayMs} ms`,
    `  the regions    ${regionBandwidth} each, in the configuration`,
    'They say nothing of an Oracle server or of a line, and a real one need not gain from a hurry what they do.',
  ];
}

import { formatBytes } from '../../domain/quantities';
import { runRedoubt, type CommandLine } from './redoubt-process';

/** What each region may be sent, by the sandbox's configuration; a run in a hurry does not keep to it. */
export const regionBandwidth = '80Mbit/s';

/** With the two workers of the sandbox an export takes some 25 s, whatever the size of the data. */
const exportShare = 1 / 34;
/** And the reads of a copy some 15 s at the steady pace. */
const readByteMs = 8_500_000_000;
const mostReadMs = 1000;

/** Holds the stand-in down, so that there is something for a hurry to gain, and says what is made up here. */
export async function throttle(demoBytes: number, line: CommandLine): Promise<void> {
  const bytesPerSecond = Math.max(1, Math.round(demoBytes * exportShare));
  const delayMs = Math.min(mostReadMs, Math.max(1, Math.round(readByteMs / Math.max(1, demoBytes))));
  const add = async (kind: string, details: object): Promise<void> =>
    void (await runRedoubt(['sandbox', 'fault', 'add', kind, '--details', JSON.stringify(details)], line));
  await add('slow-job', { bytesPerSecond, perWorker: true });
  await add('slow-reads', { delayMs });
  line.say(
    [
      'Both acts run under throttles of the demo’s own:',
      `  the stand-in  each Data Pump worker writes ${formatBytes(bytesPerSecond)}/s at most; each read takes ${delayMs} ms`,
      `  the regions   ${regionBandwidth} each, in the configuration`,
      'They say nothing of an Oracle server or of a line, and a real one need not gain by a hurry what these do.',
    ].join('\n'),
  );
}

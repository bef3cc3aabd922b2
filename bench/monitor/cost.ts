// What monitoring costs: a sender at about 500 MB/s with and without it, in interleaved pairs. Options: --json,
// --pairs N (10), --gigabytes N (3) a run. As root it also has the time of the programs in the kernel counted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { quartiles, type Quartiles } from './quartiles';
import { runSender, type Sent } from './run-sender';
import { samplingShare } from './sampling-cost';

const wantedMegabytesPerSecond = 500;
/** A noisy machine could ask for any number. */
const mostHashing = 5;
const throughputGoal = 0.02;
const cpuGoal = 0.03;
const statsSwitch = '/proc/sys/kernel/bpf_stats_enabled';
const loader = join(__dirname, '..', '..', 'scripts', 'register-typescript.js');

interface Pair {
  readonly without: Sent;
  readonly monitored: Sent;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '10' },
      gigabytes: { type: 'string', default: '3' },
    },
  });
  const receiver = spawn(process.execPath, ['-r', loader, join(__dirname, 'receiver.ts')], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  try {
    // The first chunk of a pipe without an encoding.
    const [said] = (await once(receiver.stdout, 'data')) as [Buffer];
    const result = await withProgramTimes(() =>
      measure(Number(said), Number(values.pairs), Number(values.gigabytes) * 1e9),
    );
    process.stdout.write(values.json ? `${JSON.stringify(result)}\n` : describe(result));
  } finally {
    receiver.stdin.end();
  }
}

async function measure(port: number, pairs: number, sizeBytes: number) {
  const hashedShare = await shareToHash(port);
  const results: Pair[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const send = (monitored: boolean) => runSender({ port, sizeBytes, hashedShare, monitored });
    // Whoever comes first may find the machine otherwise than the second: they take turns.
    const first = await send(pair % 2 === 0);
    const second = await send(pair % 2 !== 0);
    results.push(pair % 2 === 0 ? { monitored: first, without: second } : { without: first, monitored: second });
  }
  return summarise(results, await samplingShare(5));
}

/** How often each byte is hashed (a share, or several times), so that a sender comes to about 500 MB/s. */
async function shareToHash(port: number): Promise<number> {
  const secondsFor = async (hashedShare: number) => {
    const { megabytesPerSecond } = await runSender({ port, sizeBytes: 5e8, hashedShare, monitored: false });
    return 1 / megabytesPerSecond;
  };
  const [none, all] = [await secondsFor(0), await secondsFor(1)];
  return Math.min(mostHashing, Math.max(0, (1 / wantedMegabytesPerSecond - none) / Math.max(all - none, 1e-6)));
}

function summarise(pairs: readonly Pair[], sampling: number) {
  const monitors = pairs.flatMap(({ monitored }) => (monitored.monitor ? [monitored.monitor] : []));
  const programs = monitors.flatMap(({ programsShare }) => programsShare ?? []);
  return {
    pairs: pairs.length,
    megabytesPerSecond: quartiles(pairs.map(({ without }) => without.megabytesPerSecond)),
    throughputRatio: quartiles(
      pairs.map(({ monitored, without }) => monitored.megabytesPerSecond / without.megabytesPerSecond),
    ),
    bpftraceProcessShare: quartiles(monitors.map(({ processShare }) => processShare)),
    bpftraceProgramsShare: programs.length > 0 ? quartiles(programs) : null,
    samplingShare: sampling,
    bpftraceResidentBytes: Math.max(0, ...monitors.map(({ residentBytes }) => residentBytes)),
    monitoredRuns: monitors.length,
  };
}

function describe(result: ReturnType<typeof summarise>): string {
  const { throughputRatio: ratio, bpftraceProcessShare: own, bpftraceProgramsShare: programs } = result;
  const cpu = own.median + (programs?.median ?? 0) + result.samplingShare;
  const percent = (value: number) => `${(value * 100).toFixed(2)} %`;
  const range = ({ q1, median, q3 }: Quartiles, show: (value: number) => string) =>
    `${show(median)} (quartiles ${show(q1)} to ${show(q3)})`;
  const noise = (ratio.q3 - ratio.q1) / 2;
  return [
    `${result.pairs} pairs, sender without the monitor at ${range(result.megabytesPerSecond, (rate) => `${rate.toFixed(0)} MB/s`)}`,
    `throughput with the monitor   ${range(ratio, percent)} of that without; goal: at least ${percent(1 - throughputGoal)}`,
    ...(noise > throughputGoal
      ? [
          `  the noise (half the distance of the quartiles: ${percent(noise)}) is larger than the goal of ${percent(throughputGoal)}`,
        ]
      : []),
    `CPU of the bpftrace process   ${range(own, percent)} of a core`,
    `CPU of its programs           ${programs ? range(programs, percent) : 'not counted (needs kernel.bpf_stats_enabled=1)'}`,
    `CPU of our own sampling       ${percent(result.samplingShare)}`,
    `CPU in all                    ${percent(cpu)} of a core; goal: under ${percent(cpuGoal)}`,
    `resident memory of bpftrace   ${(result.bpftraceResidentBytes / 1e6).toFixed(0)} MB`,
    ...(result.monitoredRuns < result.pairs ? ['bpftrace did not run in all of them: see `redoubt doctor`'] : []),
    '',
  ].join('\n');
}

/** Has the kernel count the programs' time meanwhile, where it lets us, and leaves the switch as it was. */
async function withProgramTimes<T>(measured: () => Promise<T>): Promise<T> {
  const before = readFileSync(statsSwitch, 'utf8');
  try {
    writeFileSync(statsSwitch, '1');
  } catch {
    return measured();
  }
  const restore = () => writeFileSync(statsSwitch, before);
  const restoreAndEnd = () => {
    restore();
    process.exit(130);
  };
  process.once('SIGINT', restoreAndEnd).once('SIGTERM', restoreAndEnd);
  try {
    return await measured();
  } finally {
    restore();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${String(error)}\n`);
  process.exitCode = 1;
});

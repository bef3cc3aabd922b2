import { limitCpu, limitsLack } from '../bottlenecks/limits';
import type { CopyTuning } from '../../src/domain/copy-tuning';
import type { LabConfig } from '../../test/harness/backup-lab';
import type { Lever, LeverRuns } from './lever';
import { levelFor } from './levels';
import type { LabData, LeverLab, LeverWorker } from './lever-lab';

const readMs = 60;
const answerMs = 1000;
const slowAnswerMs = 1500;
const bandwidth = '24Mbit/s';
/** What the copy takes of such lines, of data that pack to a third. */
const linePlainBytesPerSecond = 9e6;
const workerBytesPerSecond = 1_000_000;
const quotaCores = 0.25;
const farRegion = 'stockholm';

export const levers: readonly Lever[] = [
  {
    name: 'workers',
    title: 'four Data Pump workers for two',
    heldBackBy: `the stand-in’s throttle: each worker writes ${workerBytesPerSecond / 1e6} MB/s`,
    open: async (lab) => {
      const fault = { kind: 'slow-job', bytesPerSecond: workerBytesPerSecond, perWorker: true } as const;
      await lab.lab.sandbox.oracle.addFault(fault);
      const worker = await lab.worker();
      return {
        run: (isPulled) => lab.exportAt(isPulled ? 'expedited' : 'steady'),
        close: () => closeAll(lab, worker),
      };
    },
  },
  {
    name: 'sessions',
    title: 'six reading sessions for three',
    heldBackBy: `the stand-in’s throttle: each read takes ${readMs} ms`,
    open: async (lab) => {
      await lab.lab.sandbox.oracle.addFault({ kind: 'slow-reads', delayMs: readMs });
      return copies(lab, { readingSessions: 6 });
    },
  },
  {
    name: 'connections',
    title: 'twice the PUTs in flight to each region, and parts for them',
    heldBackBy: `regions that answer each PUT after ${answerMs / 1000} s`,
    open: async (lab) => {
      for (const proxy of Object.values(lab.lab.proxies)) proxy.behaviour = answeringAfter(answerMs);
      return copies(lab, { connectionsFactor: 2 });
    },
  },
  {
    name: 'bandwidth',
    title: 'the regions’ bandwidth is not kept to',
    heldBackBy: `bandwidth: ${bandwidth} of each region`,
    open: (lab) => copies(lab, { keepsBandwidth: false }, limited),
  },
  {
    name: 'level',
    title: 'the zstd level that a sample of the data asks for, for 1',
    heldBackBy: `a line of ${bandwidth} to each region (its bandwidth, kept to)`,
    open: (lab) => sampled(lab, 'text'),
  },
  {
    name: 'level-made-up',
    title: 'the same, with made-up rows',
    heldBackBy: `a line of ${bandwidth} to each region (its bandwidth, kept to)`,
    open: (lab) => sampled(lab, 'made-up rows'),
  },
  {
    name: 'level-1',
    title: 'zstd level 1 for 9, which is configured',
    heldBackBy: 'the processor',
    open: async (lab) => {
      const worker = await lab.worker();
      return {
        run: (isPulled) => lab.copy({ lane: worker.lane, tuning: { compressionLevel: isPulled ? 1 : 9 } }),
        close: () => closeAll(lab, worker),
      };
    },
  },
  {
    name: 'defer',
    title: 'a region beyond the quorum waits until the backup is sealed',
    heldBackBy: `${farRegion}, which answers each PUT after ${slowAnswerMs / 1000} s`,
    open: async (lab) => {
      const far = lab.lab.proxies[farRegion];
      if (far !== undefined) far.behaviour = answeringAfter(slowAnswerMs);
      return copies(lab, { leaveOut: [farRegion] });
    },
  },
  {
    name: 'second-host',
    title: 'a second host copies too',
    heldBackBy: `the processor: each worker may use ${quotaCores} of a core`,
    lacks: () => limitsLack('cpu'),
    open: async (lab) => {
      const workers = [await lab.worker(), await lab.worker()] as const;
      const undo = workers.map(({ process }) => limitCpu(process.pid, quotaCores));
      const [{ lane }, { lane: second }] = workers;
      return {
        run: (isPulled) => lab.copy({ lane, ...(isPulled ? { second } : {}) }),
        close: async () => {
          for (const each of undo) each();
          await closeAll(lab, ...workers);
        },
      };
    },
  },
];

function limited({ regions }: LabConfig): void {
  for (const region of Object.values(regions)) region['bandwidth'] = bandwidth;
}

/** Copies with a tuning that is different in one thing, and without it. */
async function copies(
  lab: LeverLab,
  lever: Partial<CopyTuning>,
  configure?: (config: LabConfig) => void,
): Promise<LeverRuns> {
  const worker = await lab.worker(configure);
  return {
    run: (isPulled) => lab.copy({ lane: worker.lane, ...(isPulled ? { tuning: lever } : {}) }),
    close: () => closeAll(lab, worker),
  };
}

/** As in a run that waits for its lines: the level follows from a sample, and is level 1 where that says so. */
async function sampled(lab: LeverLab, data: LabData): Promise<LeverRuns> {
  const { level, because } = await levelFor(lab.pathOf(data), linePlainBytesPerSecond);
  const worker = await lab.worker(limited);
  return {
    note: `level ${level}${because === undefined ? '' : `: ${because}`}`,
    run: (isPulled) =>
      lab.copy({ lane: worker.lane, data, ...(isPulled ? { tuning: { compressionLevel: level } } : {}) }),
    close: () => closeAll(lab, worker),
  };
}

const answeringAfter = (ms: number) => ({
  after: ({ method, path }: { readonly method: string; readonly path: string }): Promise<void> =>
    method === 'PUT' && path.includes('/parts/')
      ? new Promise((resolve) => setTimeout(resolve, ms))
      : Promise.resolve(),
});

async function closeAll({ lab }: LeverLab, ...workers: readonly LeverWorker[]): Promise<void> {
  await lab.sandbox.oracle.clearFaults();
  for (const proxy of Object.values(lab.proxies)) proxy.behaviour = {};
  await Promise.all(workers.map(({ process }) => process.drain()));
}

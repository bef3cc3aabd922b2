import { dumpFolder } from '../wan/dump-folder';
import type { LinkSettings } from '../../test/lab/wan-link';
import type { Cause } from './cause';
import { keepForgetting } from './forget-files';
import { hogCoreOf } from './hogs';
import { limitCpu, limitReads, limitsLack } from './limits';

/** Wider than anything that the causes below let through. */
const wide: LinkSettings = { roundTripMs: 10, rateMbit: 200 };
const diskBytesPerSecond = 3_000_000;
const limitMbit = 24;
const quotaCores = 0.2;

export const causes: readonly Cause[] = [
  {
    name: 'slow-database',
    expected: 'database',
    title: 'each read of the database takes 400 ms',
    link: wide,
    arrange: async ({ sandbox }) => {
      await sandbox.oracle.call('add-fault', { fault: { kind: 'slow-reads', delayMs: 400 } });
      return () => sandbox.oracle.clearFaults();
    },
    isCaused: ({ linkShare, cpuShare }) => linkShare < 0.5 && cpuShare < 0.8,
  },
  {
    name: 'slow-disk',
    expected: 'disk',
    title: 'the disk with the dump files gives the worker 3 MB/s',
    link: wide,
    lacks: () => limitsLack('io'),
    configure: (config, { sandbox }) => {
      const sales = config.databases['sales'];
      if (sales !== undefined) sales.export['localPath'] = dumpFolder(sandbox.directory);
    },
    arrange: async ({ sandbox }, worker) => {
      const folder = dumpFolder(sandbox.directory);
      // Not faster than its bytes can be brought to the disk and forgotten.
      await sandbox.oracle.call('add-fault', { fault: { kind: 'slow-job', bytesPerSecond: 15_000_000 } });
      const remember = keepForgetting(folder);
      const unlimit = limitReads(worker.pid, folder, diskBytesPerSecond);
      return async () => {
        unlimit();
        await remember();
        await sandbox.oracle.clearFaults();
      };
    },
    isCaused: ({ diskBytes, dumpBytes, copySeconds }) =>
      diskBytes > 0.8 * dumpBytes && diskBytes / copySeconds > 0.8 * diskBytesPerSecond,
  },
  {
    name: 'cpu-hog',
    expected: 'cpu',
    title: 'twelve busy processes on the worker’s core',
    link: wide,
    arrange: (_, worker) => hogCoreOf(worker.pid, 12),
    isCaused: ({ waitedForCore, linkShare }) => waitedForCore > 1 && linkShare < 0.6,
  },
  {
    name: 'cpu-quota',
    expected: 'cpu',
    title: 'the worker gets a fifth of a core',
    link: wide,
    lacks: () => limitsLack('cpu'),
    arrange: (_, worker) => limitCpu(worker.pid, quotaCores),
    isCaused: ({ waitedForCore, workerCores, linkShare }) =>
      waitedForCore > 5 && workerCores < quotaCores && linkShare < 0.6,
  },
  {
    name: 'pacing-cap',
    expected: 'own-limit',
    title: 'the region has a bandwidth of 24 Mbit/s in the configuration',
    link: wide,
    configure: (config) => {
      const region = config.regions['far'];
      if (region !== undefined) region['bandwidth'] = `${limitMbit}Mbit/s`;
    },
    isCaused: ({ linkShare }) => linkShare * wide.rateMbit < 1.15 * limitMbit,
  },
  {
    name: 'small-receive-window',
    expected: 'receiver',
    title: 'the region offers a window of at most 128 KiB, 80 ms away',
    link: { roundTripMs: 80, rateMbit: 200 },
    arrange: ({ lab }) => {
      const { far } = lab.link('far');
      const before = far.run('sysctl', '-n', 'net.ipv4.tcp_rmem').trim();
      far.setSysctl('net.ipv4.tcp_rmem', '4096 16384 32768');
      return () => far.setSysctl('net.ipv4.tcp_rmem', before);
    },
    isCaused: ({ receiveWindowBytes, linkShare }) => receiveWindowBytes <= 131_072 && linkShare < 0.6,
  },
  {
    name: 'full-link',
    expected: 'link',
    title: 'the link has 24 Mbit/s and loses nothing',
    link: { roundTripMs: 20, rateMbit: 24 },
    isCaused: ({ linkShare, lostShare }) => linkShare > 0.8 && lostShare === 0,
  },
  {
    name: 'loss',
    expected: 'loss',
    title: 'the link loses 1 %, plain sockets with CUBIC',
    link: { roundTripMs: 30, rateMbit: 200, lossShare: 0.01 },
    plain: true,
    isCaused: ({ lostShare, linkShare }) => lostShare > 0.007 && lostShare < 0.013 && linkShare < 0.6,
  },
];

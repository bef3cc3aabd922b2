import type { Bottleneck } from '../../src/domain/bottleneck';
import type { LabConfig } from '../../test/harness/backup-lab';
import type { WorkerProcess } from '../../test/harness/worker-process';
import type { WanInstallation } from '../../test/lab/wan-installation';
import type { LinkSettings } from '../../test/lab/wan-link';
import { dumpFolder } from '../wan/dump-folder';
import { evictFiles, limitCpu, limitReads } from './limits';

/** A lab that holds a backup back by one thing, and the name that the report has to find for it. */
export interface Cause {
  readonly expected: Bottleneck;
  readonly title: string;
  readonly link: LinkSettings;
  /** CUBIC on plain sockets; otherwise accelerated. */
  readonly plain?: boolean;
  readonly configure?: (config: LabConfig, installation: WanInstallation) => void;
  /** Before the backup begins. @returns the undo */
  readonly arrange?: (installation: WanInstallation, worker: WorkerProcess) => Promise<Undo> | Undo;
  /** As the copy phase begins. */
  readonly atCopy?: (installation: WanInstallation) => void;
}

type Undo = () => Promise<unknown> | void;

/** Wider than anything that the causes below let through. */
const wide: LinkSettings = { roundTripMs: 10, rateMbit: 200 };

export const causes: readonly Cause[] = [
  {
    expected: 'database',
    title: 'each read of the database takes 400 ms',
    link: wide,
    arrange: async ({ sandbox }) => {
      await sandbox.oracle.call('add-fault', { fault: { kind: 'slow-reads', delayMs: 400 } });
      return () => sandbox.oracle.clearFaults();
    },
  },
  {
    expected: 'disk',
    title: 'the disk with the dump files gives the worker 3 MB/s',
    link: wide,
    configure: (config, installation) => {
      const sales = config.databases['sales'];
      if (sales !== undefined) sales.export['localPath'] = dumpFolder(installation.sandbox.directory);
    },
    arrange: (installation, worker) => limitReads(worker.pid, dumpFolder(installation.sandbox.directory), 3_000_000),
    atCopy: (installation) => evictFiles(dumpFolder(installation.sandbox.directory)),
  },
  {
    expected: 'cpu',
    title: 'the worker gets a seventh of a core',
    link: wide,
    arrange: (_, worker) => limitCpu(worker.pid, 0.15),
  },
  {
    expected: 'own-limit',
    title: 'the region has a bandwidth of 20 Mbit/s in the configuration',
    link: wide,
    configure: (config) => {
      const region = config.regions['far'];
      if (region !== undefined) region['bandwidth'] = '20Mbit/s';
    },
  },
  {
    expected: 'receiver',
    title: 'the region takes 32 KiB at a time, 80 ms away',
    link: { roundTripMs: 80, rateMbit: 200 },
    arrange: ({ lab }) => {
      const { far } = lab.link('far');
      const before = far.run('sysctl', '-n', 'net.ipv4.tcp_rmem').trim();
      far.setSysctl('net.ipv4.tcp_rmem', '4096 16384 32768');
      return () => far.setSysctl('net.ipv4.tcp_rmem', before);
    },
  },
  { expected: 'link', title: 'the link has 40 Mbit/s and loses nothing', link: { roundTripMs: 20, rateMbit: 40 } },
  {
    expected: 'loss',
    title: 'the link loses 1 %, plain sockets',
    link: { roundTripMs: 40, rateMbit: 200, lossShare: 0.01 },
    plain: true,
  },
];

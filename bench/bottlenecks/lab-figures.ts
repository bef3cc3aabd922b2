import { readdirSync, readFileSync } from 'node:fs';
import type { WorkerProcess } from '../../test/harness/worker-process';
import type { WanInstallation } from '../../test/lab/wan-installation';
import { readHostCpu, busyShareSince, type HostCpu } from '../wan/host-cpu';

/** What the lab itself counted in the copy phase: by the link, `/proc` and `ss`, and never by the monitor. */
export interface LabFigures {
  readonly copySeconds: number;
  /** Of the dump files, plain. */
  readonly dumpBytes: number;
  /** Of the link's rate, 0 to 1. */
  readonly linkShare: number;
  /** Of the packets from the near end, lost on purpose; and for want of room in the queue. */
  readonly lostShare: number;
  readonly droppedShare: number;
  /** Of the host's CPU time, by all that ran, 0 to 1. */
  readonly cpuShare: number;
  readonly workerCores: number;
  /** The time in which the worker's threads wanted a core and had none, for each second in which they had one. */
  readonly waitedForCore: number;
  /** That the worker's reads fetched from a disk. */
  readonly diskBytes: number;
  /** The largest window that the region's end has offered to a connection. */
  readonly receiveWindowBytes: number;
}

interface WorkerUse {
  readonly ranMs: number;
  readonly waitedMs: number;
  readonly diskBytes: number;
}

const region = 'far';

/** Counts from its start to its end. */
export class LabWatch {
  readonly #installation: WanInstallation;
  readonly #worker: WorkerProcess;
  readonly #startedAtMs = performance.now();
  readonly #cpu: HostCpu = readHostCpu();
  readonly #use: WorkerUse;
  #windowBytes = 0;

  private constructor(installation: WanInstallation, worker: WorkerProcess) {
    this.#installation = installation;
    this.#worker = worker;
    this.#use = readUse(worker.pid);
  }

  static async start(installation: WanInstallation, worker: WorkerProcess): Promise<LabWatch> {
    await installation.lab.link(region).statistics({ reset: true });
    return new LabWatch(installation, worker);
  }

  /** Now and then: a window is seen only while its socket is there. */
  look(): void {
    const { lab, regions } = this.#installation;
    const to = `${lab.link(region).farAddress.ipv4}:${regions[region]?.port ?? 0}`;
    this.#windowBytes = Math.max(this.#windowBytes, ...windowsOf(lab.near.run('ss', '-tinHO', 'dst', to)));
  }

  async end(rateMbit: number): Promise<Omit<LabFigures, 'dumpBytes'>> {
    const copySeconds = (performance.now() - this.#startedAtMs) / 1000;
    const { up } = await this.#installation.lab.link(region).statistics();
    const use = readUse(this.#worker.pid);
    const ranMs = Math.max(1, use.ranMs - this.#use.ranMs);
    const packets = Math.max(1, up.forwardedPackets + up.lostPackets + up.tailDrops);
    return {
      copySeconds,
      linkShare: (up.forwardedBytes * 8) / copySeconds / 1e6 / rateMbit,
      lostShare: up.lostPackets / packets,
      droppedShare: up.tailDrops / packets,
      cpuShare: busyShareSince(this.#cpu),
      workerCores: ranMs / 1000 / copySeconds,
      waitedForCore: (use.waitedMs - this.#use.waitedMs) / ranMs,
      diskBytes: use.diskBytes - this.#use.diskBytes,
      receiveWindowBytes: this.#windowBytes,
    };
  }
}

/** Windows that the other end offers, as `ss -tinHO` prints them. */
export const windowsOf = (text: string): readonly number[] =>
  [...text.matchAll(/\bsnd_wnd:(\d+)/g)].map(([, bytes]) => Number(bytes));

/** From the scheduler and the block layer (Documentation/scheduler/sched-stats.rst, filesystems/proc.rst). */
function readUse(pid: number): WorkerUse {
  let [ranMs, waitedMs] = [0, 0];
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const [ranNs = 0, waitedNs = 0] = readTask(`/proc/${pid}/task/${task}/schedstat`).split(' ').map(Number);
    ranMs += ranNs / 1e6;
    waitedMs += waitedNs / 1e6;
  }
  const diskBytes = Number(/^read_bytes: (\d+)$/m.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))?.[1] ?? 0);
  return { ranMs, waitedMs, diskBytes };
}

function readTask(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // The thread has ended since the list was made.
    return '';
  }
}

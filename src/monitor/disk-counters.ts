/** One disk of /proc/diskstats, since boot (Documentation/admin-guide/iostats.rst of the kernel). */
export interface DiskCounters {
  readonly name: string;
  /** The kernel's number of the device, by which tracepoints name it: major * 2^20 + minor. */
  readonly device: string;
  readonly requests: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Summed over requests, waiting in our host's queue included. */
  readonly requestMs: number;
  readonly busyMs: number;
}

const sectorBytes = 512;
/** Memory, files, and what lies on disks that are counted themselves. */
const notDisks = /^(loop|ram|zram|dm-|md|sr|fd)\d/;

/** The disks of a host: no partitions, no devices that are made of others. */
export function parseDisks(diskstats: string): readonly DiskCounters[] {
  const disks = diskstats
    .split('\n')
    .map(parseDisk)
    .filter((disk) => disk !== undefined)
    .filter(({ name }) => !notDisks.test(name));
  return disks.filter(({ name }) => !disks.some((other) => isPartition(name, other.name)));
}

/** `sda1` of `sda`; `nvme0n1p1` of `nvme0n1`. */
function isPartition(name: string, disk: string): boolean {
  if (!name.startsWith(disk)) return false;
  return (/\d$/.test(disk) ? /^p\d+$/ : /^\d+$/).test(name.slice(disk.length));
}

function parseDisk(line: string): DiskCounters | undefined {
  const [major, minor, name, ...counters] = line.trim().split(/\s+/);
  const [reads, , readSectors, readMs, writes, , writtenSectors, writeMs, , busyMs] = counters.map(Number);
  if (name === undefined || busyMs === undefined || Number.isNaN(busyMs)) return undefined;
  return {
    name,
    device: String(Number(major) * (1 << 20) + Number(minor)),
    requests: (reads ?? 0) + (writes ?? 0),
    readBytes: (readSectors ?? 0) * sectorBytes,
    writtenBytes: (writtenSectors ?? 0) * sectorBytes,
    requestMs: (readMs ?? 0) + (writeMs ?? 0),
    busyMs,
  };
}

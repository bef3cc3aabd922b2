import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
const isUnified = (): boolean => existsSync(join(root, 'cgroup.controllers'));

/** Why no process can be limited by this controller here (`io` is called `blkio` in version 1); undefined: it can. */
export function limitsLack(controller: 'cpu' | 'io' | 'memory'): string | undefined {
  if (process.platform !== 'linux') return 'not on Linux';
  if (process.geteuid?.() !== 0) return 'not root';
  if (!isUnified()) {
    const old = controller === 'io' ? 'blkio' : controller;
    return existsSync(join(root, old)) ? undefined : `no cgroup controller ${old}`;
  }
  const given = readFileSync(join(root, 'cgroup.subtree_control'), 'utf8').split(/\s+/);
  return given.includes(controller) ? undefined : `the root cgroup does not give the controller ${controller}`;
}

/** Puts a process under a CPU quota of so many cores. @returns takes it out again; also fine once it has ended */
export function limitCpu(pid: number, cores: number): () => void {
  const periodUs = 100_000;
  const quotaUs = Math.round(periodUs * cores);
  return isUnified()
    ? limit('', pid, { 'cpu.max': `${quotaUs} ${periodUs}` })
    : limit('cpu', pid, { 'cpu.cfs_period_us': String(periodUs), 'cpu.cfs_quota_us': String(quotaUs) });
}

/** Lets a process read no faster from the disk that a file is on. @returns takes it out again */
export function limitReads(pid: number, onDiskOf: string, bytesPerSecond: number): () => void {
  const disk = wholeDisk(onDiskOf);
  return isUnified()
    ? limit('', pid, { 'io.max': `${disk} rbps=${bytesPerSecond}` })
    : limit('blkio', pid, { 'blkio.throttle.read_bps_device': `${disk} ${bytesPerSecond}` });
}

/**
 * Lets a process have no more memory than this, pages of files included; without swap, so that one that wants more is
 * killed. What it has already stays with the group that it was in. @returns takes it out again
 */
export function limitMemory(pid: number, bytes: number): () => void {
  if (!isUnified()) return limit('memory', pid, { 'memory.limit_in_bytes': String(bytes), 'memory.swappiness': '0' });
  const hasSwap = existsSync('/proc/swaps') && readFileSync('/proc/swaps', 'utf8').trim().split('\n').length > 1;
  return limit('', pid, { 'memory.max': String(bytes), ...(hasSwap ? { 'memory.swap.max': '0' } : {}) });
}

function limit(controller: string, pid: number, settings: Readonly<Record<string, string>>): () => void {
  const group = join(root, controller, `rdbt-lab-${process.pid}-${pid}`);
  mkdirSync(group);
  for (const [key, value] of Object.entries(settings)) writeFileSync(join(group, key), value);
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => {
    // What the process has started is in the group too, and may outlive it for a moment.
    for (const member of readFileSync(join(group, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean)) {
      if (existsSync(`/proc/${member}`)) writeFileSync(join(root, controller, 'cgroup.procs'), member);
    }
    rmdirSync(group);
  };
}

/** Major and minor number of the disk below a file's partition: limits are set on disks. */
function wholeDisk(file: string): string {
  const source = execFileSync('findmnt', ['-n', '-o', 'SOURCE', '-T', file], { encoding: 'utf8' }).trim();
  const parent = execFileSync('lsblk', ['-n', '-d', '-o', 'PKNAME', source], { encoding: 'utf8' }).trim();
  const disk = parent === '' ? source : `/dev/${parent}`;
  return execFileSync('lsblk', ['-n', '-d', '-o', 'MAJ:MIN', disk], { encoding: 'utf8' }).trim();
}

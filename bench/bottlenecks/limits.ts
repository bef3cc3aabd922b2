import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/fs/cgroup';
const unified = (): boolean => existsSync(join(root, 'cgroup.controllers'));

/** Puts a process under a CPU quota of so many cores. @returns takes it out again; also fine once it has ended */
export function limitCpu(pid: number, cores: number): () => void {
  const periodUs = 100_000;
  const quotaUs = Math.round(periodUs * cores);
  return unified()
    ? limit('', pid, { 'cpu.max': `${quotaUs} ${periodUs}` })
    : limit('cpu', pid, { 'cpu.cfs_period_us': String(periodUs), 'cpu.cfs_quota_us': String(quotaUs) });
}

/** Lets a process read no faster from the device that a file is on. @returns takes it out again */
export function limitReads(pid: number, onDeviceOf: string, bytesPerSecond: number): () => void {
  const device = wholeDisk(onDeviceOf);
  return unified()
    ? limit('', pid, { 'io.max': `${device} rbps=${bytesPerSecond}` })
    : limit('blkio', pid, { 'blkio.throttle.read_bps_device': `${device} ${bytesPerSecond}` });
}

/** Forgets what the page cache holds of a folder's files, and of nothing else: reading them needs the disk again. */
export function evictFiles(folder: string): void {
  for (const name of readdirSync(folder)) {
    const file = join(folder, name);
    if (!statSync(file).isFile()) continue;
    execFileSync('sync', ['-d', file]);
    execFileSync('dd', [`if=${file}`, 'iflag=nocache', 'count=0', 'status=none']);
  }
}

function limit(controller: string, pid: number, settings: Readonly<Record<string, string>>): () => void {
  const group = join(root, controller, `rdbt-lab-${process.pid}-${pid}`);
  mkdirSync(group);
  for (const [key, value] of Object.entries(settings)) writeFileSync(join(group, key), value);
  writeFileSync(join(group, 'cgroup.procs'), String(pid));
  return () => {
    if (existsSync(`/proc/${pid}`)) writeFileSync(join(root, controller, 'cgroup.procs'), String(pid));
    rmdirSync(group);
  };
}

/** Major and minor number of the disk below a file's partition: limits are set on disks. */
function wholeDisk(file: string): string {
  const source = execFileSync('findmnt', ['-n', '-o', 'SOURCE', '-T', file], { encoding: 'utf8' }).trim();
  const parent = execFileSync('lsblk', ['-n', '-d', '-o', 'PKNAME', source], { encoding: 'utf8' }).trim();
  const device = parent === '' ? source : `/dev/${parent}`;
  return execFileSync('lsblk', ['-n', '-d', '-o', 'MAJ:MIN', device], { encoding: 'utf8' }).trim();
}

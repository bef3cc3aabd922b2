import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { mayCarryAttributes } from './forwarder/system-calls';

/** A tmpfs, wherever glibc runs (shm_open(3)). */
const memory = '/dev/shm';
/** linux/magic.h */
const tmpfsMagic = 0x0102_1994;

/**
 * Where a lab keeps its files so that the machine's disk has nothing to do. On a virtual machine what writes to the disk is a
 * thread of its host, and may share the CPU time that the machine is allowed: when that is used up, the whole machine
 * stands still for some ten milliseconds, links included.
 * @param neededBytes of all files together
 * @returns undefined where there is no memory for them, or where S3 servers cannot keep objects in it (Linux before 6.6)
 */
export function memoryFolder(neededBytes: number): string | undefined {
  try {
    const { type, bavail, bsize } = statfsSync(memory);
    if (type !== tmpfsMagic || bavail * bsize < neededBytes * 2) return undefined;
    const probe = mkdtempSync(join(memory, 'redoubt-probe-'));
    const isUsable = mayCarryAttributes(probe);
    rmSync(probe, { recursive: true });
    return isUsable ? memory : undefined;
  } catch {
    return undefined;
  }
}

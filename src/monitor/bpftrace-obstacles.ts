import { existsSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram, type Environment } from './find-program';
import { readText } from './read-text';

/** Where the kernel shows itself; other folders in tests. */
export interface KernelPlace {
  readonly procRoot: string;
  readonly sysRoot: string;
  readonly env: Environment;
}

/** Why something is not to be had on this host, and how to get it. */
export interface Obstacle {
  readonly reason: string;
  readonly remedy: string;
}

const initialPidNamespace = 'pid:[4026531836]';
const leastRights = 'run the worker as root with the capabilities CAP_BPF and CAP_PERFMON: see docs/monitoring.md';

/** What keeps bpftrace from starting at all: looked at, not tried. Undefined where nothing is known to. */
export function bpftraceObstacle(place: KernelPlace): Obstacle | undefined {
  const { procRoot, sysRoot, env } = place;
  if (process.platform !== 'linux')
    return { reason: `this host runs ${process.platform}, not Linux`, remedy: 'run the worker on Linux' };
  if (findProgram('bpftrace', env) === undefined)
    return {
      reason: 'bpftrace is not in PATH',
      remedy: 'install it: `apt-get install bpftrace` or `dnf install bpftrace`',
    };
  const uid = process.geteuid?.();
  if (uid !== 0) return { reason: `bpftrace runs as root only; the worker's user id is ${uid}`, remedy: leastRights };
  if (!hasCapabilities(readText(join(procRoot, 'self/status')) ?? ''))
    return { reason: 'the worker has neither CAP_SYS_ADMIN nor both CAP_BPF and CAP_PERFMON', remedy: leastRights };
  if (!existsSync(join(sysRoot, 'kernel/btf/vmlinux')))
    return {
      reason: '/sys/kernel/btf/vmlinux is missing: the kernel does not describe its types',
      remedy: 'use a kernel built with CONFIG_DEBUG_INFO_BTF=y; in a container, mount this file',
    };
  if (!inInitialPidNamespace(procRoot))
    return {
      reason: 'the worker is in a pid namespace of its own: the kernel names its processes otherwise than it does',
      remedy: 'run it with the host’s processes: `docker run --pid=host`, or `hostPID: true` in Kubernetes',
    };
  if (eventsFolder(sysRoot) === undefined)
    return { reason: 'tracefs is not mounted', remedy: '`mount -t tracefs nodev /sys/kernel/tracing`' };
  return undefined;
}

/** What keeps one program from running: the first of its tracepoints that this kernel has not. */
export function tracepointObstacle(tracepoints: readonly string[], sysRoot: string): Obstacle | undefined {
  const events = eventsFolder(sysRoot);
  if (events === undefined) return undefined;
  const missing = tracepoints.find((tracepoint) => !existsSync(join(events, tracepoint.replace(':', '/'))));
  if (missing === undefined) return undefined;
  return {
    reason: `this kernel has no tracepoint ${missing}`,
    remedy: 'use a newer kernel, or one that is built with this tracepoint',
  };
}

/** Tracefs itself, or the older way to it through debugfs. */
function eventsFolder(sysRoot: string): string | undefined {
  return [join(sysRoot, 'kernel/tracing/events'), join(sysRoot, 'kernel/debug/tracing/events')].find((folder) =>
    existsSync(folder),
  );
}

/** CAP_SYS_ADMIN (21), or CAP_PERFMON (38) and CAP_BPF (39): capabilities(7). */
function hasCapabilities(status: string): boolean {
  const effective = BigInt(`0x${/^CapEff:\s*([\da-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const has = (capability: bigint) => ((effective >> capability) & 1n) === 1n;
  return has(21n) || (has(38n) && has(39n));
}

/** Its number is fixed (PROC_PID_INIT_INO of the kernel's proc_ns.h). */
function inInitialPidNamespace(procRoot: string): boolean {
  try {
    return readlinkSync(join(procRoot, 'self/ns/pid')) === initialPidNamespace;
  } catch {
    return false;
  }
}

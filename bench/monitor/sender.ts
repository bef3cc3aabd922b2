// Sends a fixed number of bytes over loopback, hashing as sealing would, and prints what it took.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { createHostMonitor, type HostMonitor } from '../../src/monitor/host-monitor';
import { idleWork } from '../../test/monitor/idle-backup';
import { waitFor } from '../../test/harness/wait-for';
import { processCost, type ProcessCost } from './process-cost';
import type { SenderTask, Sent } from './run-sender';

// The parent wrote it from this very type.
const task = JSON.parse(process.argv[2] ?? '') as SenderTask;
const chunk = Buffer.alloc(1 << 18, 7);

async function main(): Promise<Sent> {
  const monitor = task.monitored ? await startMonitor() : undefined;
  const before = monitor?.bpftracePid === undefined ? undefined : processCost(monitor.bpftracePid);
  const seconds = await send();
  const after = monitor?.bpftracePid === undefined ? undefined : processCost(monitor.bpftracePid);
  await monitor?.close();
  return {
    seconds,
    megabytesPerSecond: task.sizeBytes / 1e6 / seconds,
    monitor: before && after ? share(before, after, seconds) : null,
  };
}

async function startMonitor(): Promise<HostMonitor> {
  const monitor = createHostMonitor({ installation: 'BENCH', env: process.env });
  let counts = false;
  monitor.watch({ backupId: 'bench', lines: {}, work: { read: () => idleWork } }, (sample) => {
    counts ||= sample.host.runQueueDelayMs !== null;
  });
  await waitFor('bpftrace to count', () => counts || monitor.unavailable().length > 0);
  return monitor;
}

/** Seconds until the receiver has confirmed that it got everything. */
async function send(): Promise<number> {
  const socket = connect({ port: task.port, host: '127.0.0.1', allowHalfOpen: true });
  await once(socket, 'connect');
  const startedAt = performance.now();
  for (let sent = 0; sent < task.sizeBytes; sent += chunk.length) {
    hash(chunk.length * task.hashedShare);
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  socket.end();
  await once(socket, 'data');
  return (performance.now() - startedAt) / 1000;
}

/** Hashes this many bytes: more than a chunk where the machine is fast. */
function hash(sizeBytes: number): void {
  for (let rest = sizeBytes; rest >= 1; rest -= chunk.length)
    createHash('sha256').update(chunk.subarray(0, rest)).digest();
}

function share(before: ProcessCost, after: ProcessCost, seconds: number): NonNullable<Sent['monitor']> {
  const counted = readFileSync('/proc/sys/kernel/bpf_stats_enabled', 'utf8').trim() === '1';
  return {
    processShare: (after.cpuMs - before.cpuMs) / 1000 / seconds,
    programsShare: counted ? (after.programsMs - before.programsMs) / 1000 / seconds : null,
    residentBytes: after.residentBytes,
  };
}

main()
  .then((sent) => process.stdout.write(JSON.stringify(sent)))
  .catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`);
    process.exitCode = 1;
  });

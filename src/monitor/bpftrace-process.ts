import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { parseBpftraceLine, type BpftraceEvent } from './bpftrace-lines';
import type { Environment } from './find-program';
import { LineSplitter } from './line-splitter';
import { monitorMark, monitorMarkVariable } from './monitor-mark';

const kernelTypes = '/sys/kernel/btf/vmlinux';
const stderrKept = 4096;

const dieWithParent = ['setpriv', '--pdeathsig', 'KILL'] as const;

export interface BpftraceStart {
  /** What it runs: see joinPrograms. */
  readonly text: string;
  /** The process that it watches, and with whose end it ends. */
  readonly pid: number;
  /** Names the installation, for the sweep of orphans. */
  readonly installation: string;
  readonly env: Environment;
  /** Undefined stands for a line that was not understood. */
  readonly onEvent: (event: BpftraceEvent | undefined) => void;
}

export interface BpftraceEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last of it. */
  readonly stderr: string;
}

export interface BpftraceProcess {
  readonly pid: number | undefined;
  /** Resolves once, whatever ends it; never rejects. */
  readonly ended: Promise<BpftraceEnd>;
  /** SIGINT, and SIGKILL where that does not end it in time. Resolves when it is gone. */
  stop(patienceMs?: number): Promise<void>;
}

/**
 * Starts bpftrace on a text given by its standard input. Three things end it with the worker, each without the others:
 * the program worker-life (also where the worker is another process than ours), the kernel's signal at its parent's
 * death (`setpriv --pdeathsig`, of util-linux), and the pipe that nobody reads any more (SIGPIPE at the next second).
 * It does not keep our own process alive.
 */
export function startBpftrace(start: BpftraceStart): BpftraceProcess {
  const bpftrace = ['bpftrace', '-q', '-f', 'json', '-', String(start.pid)];
  const [program = '', ...args] = canDieWithParent(start.env) ? [...dieWithParent, ...bpftrace] : bpftrace;
  const child = spawn(program, args, { env: environmentOf(start), stdio: ['pipe', 'pipe', 'pipe'] });
  // A process that died before it read its program is told by its end.
  child.stdin.on('error', () => undefined);
  child.stdin.end(start.text);
  const lines = new LineSplitter((line) => start.onEvent(line === undefined ? undefined : parseBpftraceLine(line)));
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => lines.push(chunk));
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr = (stderr + chunk).slice(-stderrKept)));
  letGo(child);
  const ended = new Promise<BpftraceEnd>((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, stderr: error.message }));
    child.once('close', (code, signal) => resolve({ code, signal, stderr }));
  });
  return { pid: child.pid, ended, stop: (patienceMs) => stopChild(child, ended, patienceMs) };
}

/** Asked of it, since busybox has a setpriv without this option. */
function canDieWithParent(env: Environment): boolean {
  const [setpriv, ...options] = dieWithParent;
  return spawnSync(setpriv, [...options, 'true'], { env: { PATH: env['PATH'] }, stdio: 'ignore' }).status === 0;
}

function environmentOf({ env, pid, installation }: BpftraceStart): NodeJS.ProcessEnv {
  return {
    PATH: env['PATH'],
    // Without it, root with only CAP_BPF and CAP_PERFMON is refused the kernel's types.
    ...(existsSync(kernelTypes) && { BPFTRACE_BTF: kernelTypes }),
    [monitorMarkVariable]: monitorMark(installation, pid),
  };
}

function letGo(child: ChildProcess): void {
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr])
    // A child's pipes are sockets, which can be let go; their declared type is the wider stream.
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref();
}

async function stopChild(child: ChildProcess, ended: Promise<BpftraceEnd>, patienceMs = 5000): Promise<void> {
  child.kill('SIGINT');
  const kill = setTimeout(() => child.kill('SIGKILL'), patienceMs);
  await ended;
  clearTimeout(kill);
}

import { spawn } from 'node:child_process';
import { dirname, join } from 'node:path';
import { program } from './redoubt-command';
import { waitFor } from './wait-for';

export interface WorkerProcess {
  readonly host: string;
  readonly pid: number;
  output(): string;
  /** As a hypervisor does that pauses a machine: it does nothing more, and keeps its connections. */
  freeze(): void;
  thaw(): void;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** SIGTERM: answers the exit code once it has drained. */
  drain(): Promise<number | null>;
}

export interface WorkerProcessOptions {
  readonly host: string;
  readonly configPath: string;
  /** With it the worker serves restores too. */
  readonly identityFile?: string;
  readonly metricsAddress?: string;
}

/** Where the workers of a configuration keep what outlives them. */
export const stateDirectoryOf = (configPath: string): string => join(dirname(configPath), 'state');

/** `redoubt worker`, built, in a process of its own. Returns when it polls. */
export async function startWorkerProcess(options: WorkerProcessOptions): Promise<WorkerProcess> {
  const { host, configPath, identityFile, metricsAddress } = options;
  const identity = identityFile === undefined ? [] : ['--identity', identityFile];
  const metrics = metricsAddress === undefined ? [] : ['--metrics-address', metricsAddress];
  const place = ['--host', host, '--config', configPath];
  const child = spawn(process.execPath, [program, 'worker', ...place, ...identity, ...metrics], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // What a worker keeps on its host lies beside its configuration, and goes with it.
    env: { ...process.env, STATE_DIRECTORY: stateDirectoryOf(configPath) },
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  let isAsked = false;
  void ended.then((exitCode) => {
    if (!isAsked) process.emitWarning(`worker ${host} ended by itself with ${exitCode}: ${output.slice(-2000)}`);
  });
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    isAsked = true;
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  await waitFor(`worker ${host} to be ready`, () => {
    if (child.exitCode !== null) throw new Error(`worker ${host} ended: ${output}`);
    return output.includes('is ready');
  });
  return {
    host,
    pid: child.pid ?? 0,
    output: () => output,
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
    kill: async () => void (await end('SIGKILL')),
    drain: () => end('SIGTERM'),
  };
}

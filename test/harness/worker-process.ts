import { spawn } from 'node:child_process';
import { program } from './redoubt-command';
import { waitFor } from './wait-for';

export interface WorkerProcess {
  readonly host: string;
  output(): string;
  /** As a hypervisor does that pauses a machine: it does nothing more, and keeps its connections. */
  freeze(): void;
  /** As a power cut does. */
  kill(): Promise<void>;
  /** SIGTERM: answers the exit code once it has drained. */
  drain(): Promise<number | null>;
}

/** `redoubt worker`, built, in a process of its own. Returns when it polls. */
export async function startWorkerProcess(options: { host: string; configPath: string }): Promise<WorkerProcess> {
  const { host, configPath } = options;
  const child = spawn(process.execPath, [program, 'worker', '--host', host, '--config', configPath], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const end = (signal: NodeJS.Signals): Promise<number | null> => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    return ended;
  };
  await waitFor(`worker ${host} to be ready`, () => {
    if (child.exitCode !== null) throw new Error(`worker ${host} ended: ${output}`);
    return output.includes('is ready');
  });
  return {
    host,
    output: () => output,
    freeze: () => void child.kill('SIGSTOP'),
    kill: async () => void (await end('SIGKILL')),
    drain: () => end('SIGTERM'),
  };
}

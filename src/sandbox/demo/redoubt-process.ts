import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { BackupError } from '../../errors';

/** How the demo runs `redoubt`: as its user would, and shows each command before. */
export interface CommandLine {
  readonly env: Readonly<Record<string, string>>;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

const program = path.join(__dirname, '..', '..', '..', '..', 'bin', 'redoubt.js');

/**
 * Runs a command to its end; its progress goes to this process's standard error.
 * @returns what it printed as JSON.
 * @throws BackupError SANDBOX_FAILED when it fails; the signal's reason when that aborts
 */
export async function runRedoubt(args: readonly string[], line: CommandLine): Promise<unknown> {
  line.signal.throwIfAborted();
  line.say(`\n$ redoubt ${args.join(' ')}`);
  const child = startRedoubt([...args, '--json'], line.env, ['ignore', 'pipe', 'inherit']);
  const stop = (): void => void child.kill('SIGTERM');
  line.signal.addEventListener('abort', stop, { once: true });
  try {
    const [output, [exitCode]] = await Promise.all([
      child.stdout === null ? '' : text(child.stdout),
      once(child, 'exit'),
    ]);
    line.signal.throwIfAborted();
    if (exitCode !== 0) {
      throw new BackupError('SANDBOX_FAILED', `redoubt ${args.join(' ')} ended with exit code ${exitCode}\n${output}`);
    }
    return JSON.parse(output);
  } finally {
    line.signal.removeEventListener('abort', stop);
  }
}

/** Starts a command in a session of its own, out of reach of this terminal's Ctrl-C. */
export function startRedoubt(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  stdio: readonly ('ignore' | 'pipe' | 'inherit' | number)[],
): ChildProcess {
  return spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: [...stdio],
    detached: true,
  });
}

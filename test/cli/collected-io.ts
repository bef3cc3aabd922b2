import { Readable } from 'node:stream';
import type { CliIo, CliOutput } from '../../src/cli/cli-io';
import { runCli } from '../../src/cli/run-cli';

export interface CliRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliSetting {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly stdin?: string;
  readonly interrupted?: AbortSignal;
  /** Called with each piece of output. */
  readonly onOutput?: (text: string) => void;
}

/** Runs a command line in this process, and keeps what it wrote. */
export async function collectCli(argv: readonly string[], setting: CliSetting = {}): Promise<CliRun> {
  const written = { stdout: '', stderr: '' };
  const collect = (name: 'stdout' | 'stderr'): CliOutput => ({
    write: (text) => {
      written[name] += text;
      setting.onOutput?.(text);
    },
  });
  const io: CliIo = {
    stdout: collect('stdout'),
    stderr: collect('stderr'),
    stdin: Readable.from(setting.stdin === undefined ? [] : [setting.stdin]),
    env: setting.env ?? {},
    cwd: setting.cwd ?? '/',
    interrupted: () => setting.interrupted ?? new AbortController().signal,
    setExitCode: () => undefined,
  };
  const exitCode = await runCli(argv, io);
  return { exitCode, ...written };
}

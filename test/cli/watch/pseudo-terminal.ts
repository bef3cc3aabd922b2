import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { waitFor } from '../../harness/wait-for';

/** A command under a pseudo-terminal of util-linux's `script`, as in a window of somebody's. */
export interface PseudoTerminal {
  /** All that the command has written since the last size. */
  text(): string;
  /** The same without colours and other controls. */
  words(): string;
  type(keys: string): void;
  /** Sends the window's change as a terminal does. */
  resize(columns: number, rows: number): void;
  /** Sends a signal to the command. */
  kill(signal: NodeJS.Signals): void;
  /** The exit code, and the terminal's settings after the command has ended. */
  ended: Promise<{ readonly exitCode: number; readonly settings: string }>;
}

export const hasScript = spawnSync('script', ['--version']).status === 0;

export interface TerminalOptions {
  readonly columns: number;
  readonly rows: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** @param command a program and its arguments; none of them holds a quote. */
export async function openTerminal(
  command: readonly string[],
  { columns, rows, env }: TerminalOptions,
): Promise<PseudoTerminal> {
  const words = command.map((word) => `'${word}'`).join(' ');
  const script = [
    `stty cols ${columns} rows ${rows}`,
    'echo "terminal $(tty)"',
    `sh -c 'echo "process $$"; exec "$@"' sh ${words}`,
    'echo "ended $?"',
    'stty -a',
  ].join('\n');
  const child = spawn('script', ['--quiet', '--return', '--command', script, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', SHELL: '/bin/sh', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let written = '';
  let shown = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  const told = (pattern: RegExp): Promise<string> => waitFor(String(pattern), () => pattern.exec(written)?.[1]);
  const device = await told(/terminal (\S+)\r/);
  const pid = Number(await told(/process (\d+)\r/));
  return {
    text: () => written.slice(shown),
    words: () => withoutControls(written.slice(shown)),
    type: (keys) => void child.stdin.write(keys),
    resize: (columns, rows) => {
      shown = written.length;
      spawnSync('stty', ['-F', device, 'cols', String(columns), 'rows', String(rows)]);
    },
    kill: (signal) => void process.kill(pid, signal),
    ended: once(child, 'close').then(() => {
      const [, exitCode = '', settings = ''] = /ended (\d+)\r\n([\s\S]*)$/.exec(written) ?? [];
      return { exitCode: Number(exitCode), settings };
    }),
  };
}

/** What an ordinary terminal has: it echoes, and hands on whole lines. */
export const isOrdinary = (settings: string): boolean => /\sicanon\s/.test(settings) && /\secho\s/.test(settings);

/** The screens that were drawn whole, one after the other, each as its lines without colours. */
export function framesOf(written: string): readonly (readonly string[])[] {
  const frames = written.split('\x1b[H').slice(1);
  return frames
    .filter((frame) => frame.includes('\x1b[J'))
    .map((frame) => (frame.split('\x1b[J')[0] ?? '').split(/\r*\n/).map(withoutControls));
}

// oxlint-disable-next-line no-control-regex -- these are what is taken away
const withoutControls = (text: string): string => text.replaceAll(/\x1b\[[0-9;?]*[A-Za-z]/g, '');

import type { CliInput } from './cli-io';

/** What somebody in front of the screen asks for. */
export type WatchKey = 'pause' | 'resume' | 'expedite' | 'leave';

const keys: Readonly<Record<string, WatchKey>> = {
  p: 'pause',
  r: 'resume',
  e: 'expedite',
  q: 'leave',
  // Ctrl-C and Ctrl-D come as characters while keys are read one by one.
  '\x03': 'leave',
  '\x04': 'leave',
};

/** Escape sequences (arrows, pasted text) ask for nothing. */
export const keysIn = (typed: string): readonly WatchKey[] =>
  typed.startsWith('\x1b')
    ? []
    : [...typed.toLowerCase()].flatMap((letter) => (Object.hasOwn(keys, letter) ? (keys[letter] ?? []) : []));

/**
 * Reads keys one by one, without echo, until the answered function is called, the process ends or an exception that nobody
 * catches is printed: then the terminal is as it was. Undefined where the input is no terminal.
 */
export function listenForKeys(input: CliInput, heard: (key: WatchKey) => void): (() => void) | undefined {
  if (input.isTTY !== true || input.setRawMode === undefined) return undefined;
  const listen = (chunk: Buffer | string): void => keysIn(chunk.toString()).forEach(heard);
  const stop = (): void => {
    input.off('data', listen);
    input.setRawMode?.(false);
    input.pause();
    process.off('exit', stop);
    process.off('uncaughtExceptionMonitor', stop);
  };
  input.setRawMode(true);
  input.on('data', listen);
  input.resume();
  process.once('exit', stop);
  process.once('uncaughtExceptionMonitor', stop);
  return stop;
}

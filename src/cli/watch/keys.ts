import { StringDecoder } from 'node:string_decoder';
import type { CliInput } from '../cli-io';
import { restoreAtEnd } from './restore-at-end';

/**
 * Reads what is typed key by key, without echo.
 * @param heard gets what came in one piece: a letter, or an escape sequence.
 * @returns how to stop, after which the terminal is as it was; undefined where the input is no terminal.
 */
export function listenForKeys(input: CliInput, heard: (typed: string) => void): (() => void) | undefined {
  if (input.isTTY !== true || input.setRawMode === undefined) return undefined;
  const decoder = new StringDecoder('utf8');
  const listen = (chunk: Buffer | string): void => heard(typeof chunk === 'string' ? chunk : decoder.write(chunk));
  input.setRawMode(true);
  input.on('data', listen);
  input.resume();
  return restoreAtEnd(() => {
    input.off('data', listen);
    input.setRawMode?.(false);
    input.pause();
  });
}

import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Namespace } from './namespace';
import type { RoundTrips, Transfer } from './traffic/main';

const register = path.join(__dirname, '../../scripts/register-typescript.js');
const program = path.join(__dirname, 'traffic/main.ts');
const node = (...args: readonly string[]): readonly string[] => ['--require', register, program, ...args];

/** Starts the far end of the transfers; it ends with its namespace. Returns when it listens on every address. */
export async function serveTraffic(at: Namespace, port: number): Promise<void> {
  const server = at.spawn(process.execPath, node('serve', '::', String(port)), {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (server.stdout !== null) await once(server.stdout, 'data');
}

/** Sends for a while over one connection whose socket chooses nothing. */
export function sendBulk(from: Namespace, address: string, port: number, forMs: number): Promise<Transfer> {
  return ask<Transfer>(from, 'send', address, String(port), String(forMs));
}

export function measureRoundTrip(from: Namespace, address: string, port: number, count = 15): Promise<RoundTrips> {
  return ask<RoundTrips>(from, 'echo', address, String(port), String(count));
}

export const goodputMbit = ({ arrivedBytes, tookMs }: Transfer): number => (arrivedBytes * 8) / tookMs / 1000;

async function ask<T>(from: Namespace, ...args: readonly string[]): Promise<T> {
  const { file, args: inside } = from.command(process.execPath, node(...args));
  const { stdout } = await promisify(execFile)(file, inside);
  // Written by traffic/main.ts.
  return JSON.parse(stdout) as T;
}

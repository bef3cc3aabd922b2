import { randomBytes } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openInstallation, type Installation } from './installation';
import { bytesOf } from './options';

/** Which region the hanging one is. */
const hangingRegion = 'stockholm';
const blockBytes = 4 * 1024 * 1024;

/**
 * The most memory that a whole worker process ever has resident (VmHWM) while it copies a file of each size, and once
 * more with a region that takes connections and answers nothing. A process of its own for each: a peak is never
 * another's. The file is one block of random bytes again and again, which does not compress within a part's window: the
 * sealed parts are as large as they get.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      sizes: { type: 'string', default: '1G,2G,8G' },
      json: { type: 'boolean', default: false },
    },
  });
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-bench-'));
  const results: { readonly bytes: number; readonly hanging: boolean; readonly peakMiB: number }[] = [];
  try {
    for (const bytes of values.sizes.split(',').map(bytesOf)) {
      const path = join(folder, 'data.dmp');
      writeBlocks(path, bytes);
      for (const hanging of bytes === bytesOf('2G') || !values.sizes.includes('2G') ? [false, true] : [false]) {
        const peakMiB = await peakOf(path, bytes, hanging);
        results.push({ bytes, hanging, peakMiB });
        const region = hanging ? ', one region hangs' : '';
        process.stderr.write(`${(bytes / 1e9).toFixed(1)} GB${region}: at most ${peakMiB} MiB resident\n`);
      }
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (values.json) process.stdout.write(`${JSON.stringify(results)}\n`);
}

async function peakOf(path: string, sizeBytes: number, hanging: boolean): Promise<number> {
  const silent = hanging ? await openSilent() : undefined;
  const opened = await openInstallation(silent === undefined ? {} : { [hangingRegion]: silent.endpoint });
  try {
    return await measured(opened, path, sizeBytes);
  } finally {
    await opened.close();
    silent?.close();
  }
}

async function measured({ copy, worker }: Installation, path: string, sizeBytes: number): Promise<number> {
  await copy({ path, sizeBytes }, 'local');
  return Math.round(worker.peakBytes() / 1024 / 1024);
}

function writeBlocks(path: string, bytes: number): void {
  const block = randomBytes(blockBytes);
  const file = openSync(path, 'w');
  for (let at = 0; at < bytes; at += blockBytes) writeSync(file, block, 0, Math.min(blockBytes, bytes - at));
  closeSync(file);
}

/** Takes connections and what comes over them, and says nothing. */
async function openSilent(): Promise<{ readonly endpoint: string; close(): void }> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    close: () => {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

void main();

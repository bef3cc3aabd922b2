import { execFile } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Namespace } from '../../test/lab/namespace';
import { openWanLab } from '../../test/lab/wan-lab';

export interface FirstByte {
  readonly rttMs: number;
  /** Medians of new connections over http. */
  readonly withFastOpenMs: number;
  readonly withoutMs: number;
  /** Connections that carried data in their SYN, as the kernel counted them; and how many should have. */
  readonly fastOpened: number;
  readonly asked: number;
}

const register = path.join(__dirname, '../../scripts/register-typescript.js');
const program = path.join(__dirname, 'fast-open-program.ts');
const port = 8080;
const pairs = 10;

/** Time to first byte of new connections, with and without Fast Open, one after the other. */
export async function measureFirstByte(say: (line: string) => void): Promise<readonly FirstByte[]> {
  const lab = await openWanLab({ links: { far: { roundTripMs: 80, rateMbit: 200 } } });
  try {
    const { far, farAddress } = lab.link('far');
    // Both sides: 1 to ask for it, 2 to grant it.
    for (const end of [lab.near, far]) end.setSysctl('net.ipv4.tcp_fastopen', '3');
    const server = far.spawn(process.execPath, ['--require', register, program, 'serve', '', String(port)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    if (server.stdout !== null) await once(server.stdout, 'data');
    say('\ntime to first byte of a new connection (http, a server of ours whose listener takes Fast Open)');
    const results: FirstByte[] = [];
    for (const rttMs of [20, 80]) {
      await lab.link('far').change({ roundTripMs: rttMs });
      const before = fastOpened(lab.near);
      const { file, args } = lab.near.command(process.execPath, [
        '--require',
        register,
        program,
        'ask',
        farAddress.ipv4,
        String(port),
        String(pairs),
      ]);
      const { stdout } = await promisify(execFile)(file, args);
      // Written by fast-open-program.ts.
      const times = JSON.parse(stdout) as { readonly withFastOpen: number[]; readonly without: number[] };
      const result = {
        rttMs,
        withFastOpenMs: median(times.withFastOpen),
        withoutMs: median(times.without),
        fastOpened: fastOpened(lab.near) - before,
        asked: pairs,
      };
      results.push(result);
      say(
        `${rttMs} ms: ${result.withoutMs.toFixed(0)} ms -> ${result.withFastOpenMs.toFixed(0)} ms ` +
          `(${result.fastOpened} connections opened fast, ${pairs} asked)`,
      );
    }
    return results;
  } finally {
    await lab.close();
  }
}

/** The kernel's own counter, of one namespace. */
function fastOpened(namespace: Namespace): number {
  const [names = '', values = ''] = namespace
    .run('cat', '/proc/net/netstat')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'));
  return Number(values.split(' ')[names.split(' ').indexOf('TCPFastOpenActive')] ?? 0);
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? NaN;

import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';

export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What Prometheus would read at an address: of Redoubt's metrics, or of all. */
export async function scrape(address: string): Promise<{ readonly text: string; readonly series: readonly Series[] }> {
  const response = await fetch(`http://${address}/metrics`);
  const text = await response.text();
  return { text, series: text.split('\n').flatMap(readLine) };
}

function readLine(line: string): readonly Series[] {
  const [, name, inner = '', value] = /^([a-z_]+)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
  if (name === undefined || value === undefined) return [];
  const labels = Object.fromEntries([...inner.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]));
  return [{ name, labels, value: Number(value) }];
}

export const valueOf = (
  series: readonly Series[],
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number | undefined =>
  series.find((one) => one.name === name && Object.entries(labels).every(([key, text]) => one.labels[key] === text))
    ?.value;

/** The lines of Redoubt's own metrics, with what describes them. */
export const ownLines = (text: string): string =>
  text
    .split('\n')
    .filter((line) => /^(# (HELP|TYPE) )?redoubt_/.test(line))
    .join('\n') + '\n';

/** A port of the loopback that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

export const hasPromtool = spawnSync('promtool', ['--version']).status === 0;

/** What promtool has to say; empty: nothing. */
export function promtool(args: readonly string[], input = ''): string {
  const { status, stdout, stderr } = spawnSync('promtool', args, { input, encoding: 'utf8' });
  return status === 0 ? '' : `${stdout}${stderr}`.trim() || `promtool ended with ${status}`;
}

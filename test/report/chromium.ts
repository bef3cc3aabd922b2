import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const chromium = '/usr/bin/chromium';
export const hasChromium = existsSync(chromium);

export interface Rendered {
  /** What a script could read, after the page was laid out. */
  readonly dom: string;
  /** What the page wrote to the console: errors and refused scripts among it. */
  readonly consoleLines: readonly string[];
  /** Empty where it was not asked for. */
  readonly screenshot: Buffer;
}

export interface RenderOptions {
  readonly scheme: 'light' | 'dark';
  readonly width: number;
  /** Default: with a screenshot, which starts the browser once more. */
  readonly textOnly?: boolean;
}

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--hide-scrollbars',
  '--enable-logging=stderr',
] as const;

/** Shows a page in a browser of its own, for its text and for its picture. */
export async function render(page: string, { scheme, width, textOnly = false }: RenderOptions): Promise<Rendered> {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-chromium-'));
  try {
    const file = join(folder, 'page.html');
    const picture = join(folder, 'page.png');
    writeFileSync(file, page);
    const how = [`--window-size=${width},1600`, `--blink-settings=preferredColorScheme=${scheme === 'dark' ? 0 : 1}`];
    const start = (profile: string, ...more: readonly string[]) =>
      run([...flags, ...how, `--user-data-dir=${join(folder, profile)}`, ...more, `file://${file}`]);
    const read = await start('for-text', '--dump-dom');
    const shown = textOnly ? undefined : await start('for-picture', `--screenshot=${picture}`);
    const consoleLines = `${read.stderr}\n${shown?.stderr ?? ''}`.split('\n').filter((line) => /CONSOLE/.test(line));
    return { dom: read.stdout, consoleLines, screenshot: textOnly ? Buffer.alloc(0) : readFileSync(picture) };
  } finally {
    // Chromium's children may still write to the profile for a moment.
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  }
}

function run(args: readonly string[]): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const child = spawn(chromium, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 50_000 });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => {
      if (status === 0) resolve({ stdout, stderr });
      else reject(new Error(`chromium ended with ${status}: ${stderr.slice(-500)}`));
    });
  });
}

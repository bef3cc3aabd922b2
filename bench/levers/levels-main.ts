import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benchData, makeWords } from '../data-path/bench-data';
import { levelsHead, levelsRows, measureLevels, type MeasuredLevels } from './levels';

/** What a sample says of the levels of compression, on TPC-H's text and on made-up rows, and what it costs a batch. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '5' },
      megabytes: { type: 'string', default: '256' },
      json: { type: 'boolean', default: false },
    },
  });
  const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`);
  const bytes = Number(values.megabytes) * 2 ** 20;
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-bench-'));
  const measured: MeasuredLevels[] = [];
  try {
    const text = await benchData(bytes, folder);
    const rows = join(folder, 'rows.dmp');
    makeWords(rows, bytes);
    for (const line of levelsHead) say(line);
    for (const [data, path] of [
      [text.description, text.path],
      ['made-up rows of text', rows],
    ] as const) {
      const found = await measureLevels(data, path, bytes, Number(values.rounds));
      measured.push(found);
      for (const row of levelsRows(found)) say(row);
    }
    for (const { data, cost } of measured)
      say(`CPU time of a sample, of its batch’s: ${(cost * 100).toFixed(1)} %, ${data}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ levels: measured })}\n`);
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

import { readOptions, type BenchOptions } from './options';
import { copyRows, sealRows } from './copy-rows';
import { emptyRegions, openPlace, type BenchPlace } from './place';
import { describeRuns } from './report';
import { restoreRows } from './restore-rows';
import type { BenchRow, MeasuredRun } from './row';
import { keepProcessLean } from '../../src/worker/lean-process';
import { closeInstallation, wireRows } from './wire-rows';

const groups = [copyRows, wireRows, sealRows, restoreRows];

/** Measures the rows of each group in turn, pair by pair, so that what disturbs one disturbs its neighbours too. */
async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  // As `redoubt worker` begins.
  keepProcessLean();
  const place = await openPlace(options.bytes);
  const runs: MeasuredRun[] = [];
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  try {
    for (const group of groups) runs.push(...(await measureGroup(group, { place, options, say })));
  } finally {
    await closeInstallation();
    await place.close();
  }
  const table = describeRuns(groups.flat(), runs, place.data);
  process.stdout.write(options.json ? `${JSON.stringify(table.json)}\n` : `${table.text}\n`);
}

interface Bench {
  readonly place: BenchPlace;
  readonly options: BenchOptions;
  readonly say: (line: string) => void;
}

async function measureGroup(rows: readonly BenchRow[], { place, options, say }: Bench): Promise<MeasuredRun[]> {
  const asked = rows.filter(({ name }) => options.only.length === 0 || options.only.includes(name));
  const able = asked.filter(({ unavailable }) => unavailable === undefined);
  for (const { name, unavailable } of asked) if (unavailable !== undefined) say(`${name}: skipped, ${unavailable}`);
  for (const row of able) await row.prepare?.(place);
  const [first] = able;
  // Not counted: the first run on a virtual machine pays for the pages that its host has to find.
  if (first !== undefined) await measureRow(first, 0, place);
  const runs: MeasuredRun[] = [];
  for (let pair = 1; able.length > 0 && pair <= options.pairs; pair += 1) {
    // Turned round each time: none always follows the same one.
    for (const row of pair % 2 === 1 ? able : able.toReversed()) {
      const run = await measureRow(row, pair, place);
      say(`${row.name} ${pair}/${options.pairs}: ${run.megabytesPerSecond.toFixed(0)} MB/s`);
      runs.push(run);
    }
  }
  emptyRegions(place);
  return runs;
}

async function measureRow(row: BenchRow, pair: number, place: BenchPlace): Promise<MeasuredRun> {
  const startedAt = performance.now();
  const figures = (await row.run(place)) ?? {};
  const seconds = (performance.now() - startedAt) / 1000;
  if (row.cleanUp === undefined) emptyRegions(place);
  else await row.cleanUp(place);
  return { row: row.name, pair, seconds, megabytesPerSecond: place.data.bytes / 1e6 / seconds, figures };
}

void main();

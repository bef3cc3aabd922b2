import { parseArgs } from 'node:util';
import { labLacks } from '../../test/lab/lab-needs';
import { memoryFolder } from '../../test/lab/memory-folder';
import { openWanInstallation } from '../../test/lab/wan-installation';
import { matrix, modes, parseCell, type Cell, type CellPlan } from './cell';
import { measureFirstByte } from './first-byte';
import { readings, runCell, type CellOptions } from './run-cell';
import { cellLine, heading } from './table';

const usage = `npm run bench:wan [-- options]
  --json                    the cells as JSON on standard output; the table goes to standard error
  --cell 80,1,accelerated   this cell only: round trip in ms, loss in %, plain or accelerated; can be given again
  --read local|wire         the dump files at their local path (default), or over the database's connection
  --seconds 30              how long the copy phase of a cell is
  --only matrix|three-regions|first-byte`;

type RunOptions = Pick<CellOptions, 'seconds' | 'read' | 'mayRepeat'>;

/** Of cells of about 50 s: all of them and these are done in 25 minutes. */
const mostRepeats = 8;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      cell: { type: 'string', multiple: true },
      seconds: { type: 'string', default: '30' },
      read: { type: 'string', default: 'local' },
      only: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return void process.stdout.write(`${usage}\n`);
  const lacks = labLacks();
  if (lacks !== undefined) throw new Error(`this needs network namespaces and TUN devices: ${lacks}`);
  const out = values.json ? process.stderr : process.stdout;
  const say = (line: string): void => void out.write(`${line}\n`);
  const read = readings.find((candidate) => candidate === values.read);
  if (read === undefined) throw new RangeError(`--read is ${readings.join(' or ')}`);
  let repeats = 0;
  const options: RunOptions = { seconds: Number(values.seconds), read, mayRepeat: () => ++repeats <= mostRepeats };
  const wants = (part: string): boolean => values.cell === undefined && (values.only ?? part) === part;

  const cells: Cell[] = [];
  const plans = values.cell === undefined ? matrix() : values.cell.map((cell) => parseCell(cell));
  if (values.cell !== undefined || wants('matrix')) cells.push(...(await runMatrix(plans, options, say)));
  if (wants('three-regions')) cells.push(...(await runThreeRegions(options, say)));
  const firstByte = wants('first-byte') ? await measureFirstByte(say) : [];
  if (values.json) process.stdout.write(`${JSON.stringify({ cells, firstByte })}\n`);
}

/** In memory where there is room: what is written to a disk can cost the links their CPU. */
function placeFor(neededBytes: number, say: (line: string) => void): string | undefined {
  const folder = memoryFolder(neededBytes);
  if (folder === undefined) say('all files are on the disk: /dev/shm is too small, or no place for an S3 server');
  return folder;
}

/** One region behind a link of 200 Mbit/s, a whole backup a cell. */
async function runMatrix(
  plans: readonly CellPlan[],
  options: RunOptions,
  say: (line: string) => void,
): Promise<readonly Cell[]> {
  const rateMbit = Math.max(...plans.map((plan) => plan.rateMbit));
  const noiseBytes = Math.round((rateMbit / 8) * 1e6 * options.seconds);
  const installation = await openWanInstallation({
    links: { far: { roundTripMs: 2, rateMbit } },
    data: { noiseBytes },
    directory: placeFor(noiseBytes * 2, say),
  });
  try {
    say(`${rateMbit} Mbit/s, one region, ${Math.round(noiseBytes / 1e6)} MB that do not compress`);
    say(heading());
    const cells: Cell[] = [];
    for (const plan of plans) {
      for (const cell of await runCell(installation, { plans: { far: plan }, mode: plan.mode, ...options })) {
        const plain = cells.find((other) => other.rttMs === cell.rttMs && other.lossPct === cell.lossPct);
        cells.push(cell);
        say(cellLine(cell, plain));
      }
    }
    return cells;
  } finally {
    await installation.close();
  }
}

/** Three regions at different distances at once, each behind a link of its own. */
async function runThreeRegions(options: RunOptions, say: (line: string) => void): Promise<readonly Cell[]> {
  const rateMbit = 60;
  const distances = { near: 2, middle: 20, distant: 80 };
  const links = Object.fromEntries(
    Object.entries(distances).map(([name, roundTripMs]) => [name, { roundTripMs, rateMbit }]),
  );
  const noiseBytes = Math.round((rateMbit / 8) * 1e6 * options.seconds);
  const regions = Object.keys(links).length;
  const directory = placeFor(noiseBytes * (1 + regions), say);
  const installation = await openWanInstallation({ links, data: { noiseBytes }, directory });
  try {
    say(`\n${rateMbit} Mbit/s to each of three regions at once, 1 % loss to the distant one`);
    say(heading());
    const cells: Cell[] = [];
    for (const mode of modes) {
      const plans = Object.fromEntries(
        Object.entries(distances).map(([name, rttMs]) => [
          name,
          { rttMs, lossPct: name === 'distant' ? 1 : 0, mode, rateMbit },
        ]),
      );
      for (const cell of await runCell(installation, { plans, mode, ...options })) {
        const plain = cells.find((other) => other.region === cell.region);
        cells.push(cell);
        say(cellLine(cell, plain));
      }
    }
    return cells;
  } finally {
    await installation.close();
  }
}

void main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});

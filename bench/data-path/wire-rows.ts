import { missingProgram } from './bench-data';
import { openInstallation, type Installation } from './installation';
import { openDirectoryFile } from '../../src/oracle/file-reader';
import { backupDirectoryName } from '../../src/sandbox/sandbox-config';
import { copyFrom, partBytes } from './our-path';
import { copyByShell } from './peers';
import type { BenchPlace } from './place';
import type { BenchRow } from './row';

let opened: Promise<Installation> | undefined;

/** One installation for all rows that need it; the first that does opens it. */
function installation(place: BenchPlace): Promise<Installation> {
  opened ??= openInstallation().then((fresh) => {
    fresh.addDumpFile(place.data.path);
    return fresh;
  });
  return opened;
}

export async function closeInstallation(): Promise<void> {
  const installation = await opened?.catch(() => undefined);
  await installation?.close();
  opened = undefined;
}

const prepare = async (place: BenchPlace): Promise<void> => void (await installation(place));

/** As the data path asks for it, and nothing is done with it. */
async function readAlone(place: BenchPlace): Promise<Record<string, number>> {
  const { database } = await installation(place);
  const reader = await openDirectoryFile(database, backupDirectoryName, 'data.dmp', { sessions: 3 });
  const before = process.cpuUsage();
  let next = 0;
  const readParts = async (): Promise<void> => {
    const room = Buffer.alloc(partBytes);
    while (next < reader.sizeBytes) {
      const offset = next;
      next += partBytes;
      const sizeBytes = Math.min(partBytes, reader.sizeBytes - offset);
      await reader.readRange(offset, sizeBytes, undefined, room.subarray(0, sizeBytes));
    }
  };
  await Promise.all([readParts(), readParts()]);
  await reader.close();
  const { user, system } = process.cpuUsage(before);
  return { cpuSecondsPerGigabyte: (user + system) / 1e6 / (reader.sizeBytes / 1e9) };
}

/** Through the Oracle stand-in, which reads the file and speaks its protocol on the same cores; and the whole worker. */
export const wireRows: readonly BenchRow[] = [
  {
    name: 'wire-shell',
    group: 'wire',
    about: 'zstd -1 -T0 | age | tee, three times rclone rcat, from the file',
    unavailable: missingProgram('zstd', 'age', 'rclone'),
    prepare,
    run: copyByShell,
  },
  {
    name: 'wire',
    group: 'wire',
    about: 'the data path, read by BFILE',
    unavailable: undefined,
    prepare,
    run: async (place) => {
      const { database } = await installation(place);
      const reader = await openDirectoryFile(database, backupDirectoryName, 'data.dmp', { sessions: 3 });
      const startedAt = performance.now();
      const { counters } = await copyFrom(reader, place);
      const { read } = counters.stagePartMs;
      return { readShare: read / counters.partMs, partsReading: read / (performance.now() - startedAt) };
    },
  },
  {
    name: 'wire-read',
    group: 'wire',
    about: 'reading alone: BFILE into memory, on two parts at once',
    unavailable: undefined,
    prepare,
    run: readAlone,
  },
  {
    name: 'worker',
    group: 'wire',
    about: 'a whole worker: workflow, activities and data path, from the file',
    unavailable: undefined,
    prepare,
    run: async (place) => {
      const { copy } = await installation(place);
      await copy({ path: place.data.path, sizeBytes: place.data.bytes }, 'local');
    },
  },
];

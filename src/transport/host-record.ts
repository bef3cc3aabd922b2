import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** A backup that uses the host's settings as we set them. */
export const tuningUserSchema = z.object({ tag: z.string(), backupId: z.string() });
export type TuningUser = z.infer<typeof tuningUserSchema>;

/** What was changed on this host, and for whom: enough to put it back by hand (docs/host-tuning.md). */
export const hostRecordSchema = z.object({
  version: z.literal(1),
  /** Of /proc/sys/kernel/random/boot_id: after another boot the kernel has its own values again. */
  bootId: z.string(),
  users: z.array(tuningUserSchema),
  settings: z.array(z.object({ name: z.string(), before: z.string(), ours: z.string() })),
  /** Kernel modules that we load. */
  modules: z.array(z.string()),
});
export type HostRecord = z.infer<typeof hostRecordSchema>;

const prefix = 'host-tuning-';

/** The record of a network namespace: the settings are its own, and so is the file. */
export function recordFile(stateDirectory: string, networkNamespace: string): string {
  return path.join(stateDirectory, `${prefix}${networkNamespace}.json`);
}

/** Undefined where there is none. One that is no record is an error: it may be the only trace of the values before. */
export async function readRecord(file: string): Promise<HostRecord | undefined> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return parseRecord(text, file);
}

function parseRecord(text: string, file: string): HostRecord {
  try {
    return hostRecordSchema.parse(JSON.parse(text));
  } catch {
    throw new Error(`${file} is not a record that this version reads: look at it, put the values back, and remove it`);
  }
}

/** On disk when it returns, whole or not at all: a new file takes the old one's name. */
export async function writeRecord(file: string, record: HostRecord): Promise<void> {
  const directory = path.dirname(file);
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const written = `${file}.new`;
  const handle = await open(written, 'w', 0o644);
  try {
    await handle.writeFile(`${JSON.stringify(record, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(written, file);
  await syncDirectory(directory);
}

/** Gone from disk when it returns. */
export async function removeRecord(file: string): Promise<void> {
  await rm(file, { force: true });
  await syncDirectory(path.dirname(file));
}

/** Every network namespace's record in a folder. */
export async function listRecords(stateDirectory: string): Promise<readonly string[]> {
  const names = await readdir(stateDirectory).catch(() => []);
  return names
    .filter((name) => name.startsWith(prefix) && name.endsWith('.json'))
    .map((name) => path.join(stateDirectory, name));
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

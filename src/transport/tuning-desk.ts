import { existsSync } from 'node:fs';
import { readlink } from 'node:fs/promises';
import path from 'node:path';
import { readRecord, recordFile, type HostRecord, type TuningUser } from './host-record';
import { hostModules, type KernelModules } from './kernel-modules';
import { kernelSettings, type KernelSettings } from './kernel-settings';
import { defaultStateDirectories, writableDirectory } from './state-directory';

export interface HostTuningPlace {
  /** The first that can be written holds the record (default: /var/lib/redoubt, else the user's state folder). */
  readonly stateDirectories?: readonly string[];
  /** Where /proc is. */
  readonly procRoot?: string;
  readonly settings?: KernelSettings;
  readonly modules?: KernelModules;
}

/** What a change of the host's settings, and its undo, work with. */
export interface TuningDesk {
  /** The record's. */
  readonly file: string;
  readonly bootId: string;
  readonly settings: KernelSettings;
  readonly modules: KernelModules;
}

/** For a change. @throws Error where there is no kernel of Linux, or no folder for the record. */
export async function openDesk(procRoot: string, place: HostTuningPlace): Promise<TuningDesk> {
  const tools = await openTools(procRoot, place);
  if (tools === undefined) throw new Error(`${procRoot}/sys does not tell the boot’s id: is this Linux?`);
  const directory = await writableDirectory(place.stateDirectories ?? defaultStateDirectories());
  return { ...tools, file: recordFile(directory, await networkNamespace(procRoot)) };
}

/**
 * For an undo: wherever this network namespace has a record, be it of a worker with other rights. Hosts that were never
 * changed have none, and none is made.
 */
export async function recordedDesks(procRoot: string, place: HostTuningPlace): Promise<readonly TuningDesk[]> {
  const tools = await openTools(procRoot, place);
  if (tools === undefined) return [];
  const namespace = await networkNamespace(procRoot);
  return (place.stateDirectories ?? defaultStateDirectories())
    .map((directory) => recordFile(directory, namespace))
    .filter((file) => existsSync(file))
    .map((file) => ({ ...tools, file }));
}

/** What the kernel gives; undefined where it is not Linux. */
export async function openTools(
  procRoot: string,
  place: HostTuningPlace,
): Promise<Omit<TuningDesk, 'file'> | undefined> {
  const settings = place.settings ?? kernelSettings(procRoot);
  const bootId = await settings.read('kernel.random.boot_id');
  return bootId === undefined ? undefined : { bootId, settings, modules: place.modules ?? hostModules };
}

/** Its number; every namespace has settings of its own. */
async function networkNamespace(procRoot: string): Promise<string> {
  const link = await readlink(path.join(procRoot, 'self', 'ns', 'net')).catch(() => '');
  return /\d+/.exec(link)?.[0] ?? 'unknown';
}

/** The record of this boot. An earlier one is of values that the kernel has forgotten. */
export async function currentRecord({ file, bootId }: TuningDesk): Promise<HostRecord | undefined> {
  const record = await readRecord(file);
  return record?.bootId === bootId ? record : undefined;
}

export const isSameUser = (one: TuningUser, other: TuningUser): boolean =>
  one.tag === other.tag && one.backupId === other.backupId;

/** An error's own words. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

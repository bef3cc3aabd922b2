import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { BackupError } from '../../errors';
import { readDumpHeader } from '../oracle/data-pump/dump-reader';

/** A restored dump set of the stand-in, in a folder. */
export interface RestoredDump {
  readonly folder: string;
  /** File names, sorted. */
  readonly files: readonly string[];
  /** What all its tables were read as of. */
  readonly scn: string;
}

/**
 * Looks into a folder that `redoubt restore` filled.
 * @throws BackupError BACKUP_UNREADABLE when it holds no dump set of one SCN
 */
export async function findRestoredDump(folder: string): Promise<RestoredDump> {
  const files = (await namesIn(folder)).filter((name) => name.endsWith('.dmp')).sort();
  if (files.length === 0) throw unreadable(`there is no dump file (*.dmp) in ${folder}`);
  const scns = new Set<string>();
  for (const file of files) scns.add(await scnOf(path.join(folder, file)));
  const [scn, another] = [...scns];
  if (scn === undefined || another !== undefined) {
    throw unreadable(`the dump files in ${folder} are of several exports: SCN ${[...scns].join(', ')}`);
  }
  return { folder, files, scn };
}

async function scnOf(file: string): Promise<string> {
  const header = await readDumpHeader(file);
  if (header === undefined) throw unreadable(`${file} is no dump file of the Oracle stand-in`);
  if (header === 'damaged') throw unreadable(`${file} is damaged: the checksum of its header is wrong`);
  if (header.scn === null) throw unreadable(`${file} was not exported as of one SCN`);
  return header.scn;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new BackupError('USAGE', `cannot read ${folder}: ${(cause as Error).message}`, {
      cause,
      hint: 'Give the folder that `redoubt restore` filled.',
    });
  }
}

function unreadable(message: string): BackupError {
  return new BackupError('BACKUP_UNREADABLE', message, { hint: 'Give a folder that `redoubt restore` filled.' });
}

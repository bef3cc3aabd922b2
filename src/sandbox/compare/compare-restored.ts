import path from 'node:path';
import { withSession } from '../../oracle/session';
import type { TableComparison } from '../oracle/control-messages';
import type { Sandbox } from '../sandbox';
import { systemTarget } from '../system-target';
import { importDump } from './import-dump';
import { findRestoredDump } from './restored-dump';
import { withScratchPlace } from './scratch-place';

export interface RestoreComparison {
  readonly equal: boolean;
  readonly scn: string;
  readonly tables: readonly TableComparison[];
}

/**
 * Imports the dump files of a folder into the stand-in, under another schema, and compares every table of SALES, as it
 * was at the export's SCN, with what was imported: every row, in any order.
 * @throws BackupError BACKUP_UNREADABLE, SANDBOX_NOT_RUNNING, and what the stand-in answers
 */
export async function compareRestored(
  sandbox: Sandbox,
  folder: string,
  signal: AbortSignal,
): Promise<RestoreComparison> {
  const dump = await findRestoredDump(folder);
  const scratchParent = path.join(sandbox.directory, 'oracle');
  const target = systemTarget(sandbox.state);
  // Two sessions: the one that imports is given up with the signal, the other one cleans up after it.
  return withSession(target, {}, (dba) =>
    withScratchPlace(dba, dump, scratchParent, async (place) => {
      await withSession(target, { signal }, (importer) => importDump(importer, dump.files, place, signal));
      const request = { schema: 'SALES', restoredSchema: place.schema, scn: dump.scn };
      const { tables } = await sandbox.oracle.call('compare', request, signal);
      return { equal: tables.every(({ equal }) => equal), scn: dump.scn, tables };
    }),
  );
}

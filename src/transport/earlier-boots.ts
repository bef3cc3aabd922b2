import { listRecords, readRecord, removeRecord } from './host-record';
import { defaultStateDirectories } from './state-directory';
import { openTools, type HostTuningPlace } from './tuning-desk';

/** Removes records of network namespaces that went with an earlier boot: nothing is left of what they tell. */
export async function forgetEarlierBoots(procRoot: string, place: HostTuningPlace): Promise<void> {
  const tools = await openTools(procRoot, place);
  if (tools === undefined) return;
  for (const directory of place.stateDirectories ?? defaultStateDirectories()) {
    for (const file of await listRecords(directory)) {
      const record = await readRecord(file).catch(() => undefined);
      // The new boot's users of this file hold a record of this boot: it is replaced, never changed.
      if (record !== undefined && record.bootId !== tools.bootId) await removeRecord(file);
    }
  }
}

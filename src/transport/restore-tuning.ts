import type { HostTuningOutcome } from '../domain/acceleration';
import { removeRecord, writeRecord, type HostRecord } from './host-record';
import { reasonOf, type TuningDesk } from './tuning-desk';
import { isSameValue, type ChangedSetting } from './wanted-settings';

/**
 * Puts the host's settings back, last change first; the record goes when nothing is left in it. Killed in between, it is
 * run again and finds some of them put back already. What cannot be put back stays in the record, for the next sweep.
 * @param record without users.
 */
export async function restoreTuning(desk: TuningDesk, record: HostRecord): Promise<HostTuningOutcome> {
  const changes: string[] = [];
  const unavailable: string[] = [];
  const left = { settings: [] as ChangedSetting[], modules: [] as string[] };
  for (const setting of record.settings.toReversed()) {
    const put = await putBack(desk, setting);
    if ('change' in put) changes.push(put.change);
    if ('reason' in put) unavailable.push(put.reason);
    if ('refused' in put) left.settings.unshift(setting);
  }
  for (const name of record.modules) {
    try {
      await desk.modules.unload(name);
      changes.push(`module ${name}: unloaded`);
    } catch (error) {
      left.modules.push(name);
      unavailable.push(
        `module ${name} stays loaded: ${reasonOf(error)}; run \`modprobe -r ${name}\` when no socket uses it`,
      );
    }
  }
  if (left.settings.length === 0 && left.modules.length === 0) await removeRecord(desk.file);
  else await writeRecord(desk.file, { ...record, ...left });
  return { changes, unavailable };
}

type PutBack =
  | { readonly change: string }
  | { readonly reason: string }
  | { readonly reason: string; readonly refused: true }
  | { readonly alreadyBack: true };

async function putBack({ settings, file }: TuningDesk, { name, before, ours }: ChangedSetting): Promise<PutBack> {
  const now = await settings.read(name);
  if (now !== undefined && isSameValue(name, now, before)) return { alreadyBack: true };
  if (now === undefined || !isSameValue(name, now, ours))
    return { reason: `${name} is left at ${now ?? 'nothing'}: somebody else changed it (before us: ${before})` };
  try {
    await settings.write(name, before);
    return { change: `${name}: ${ours} -> ${before}` };
  } catch (error) {
    const byHand = `sysctl -w ${name}='${before}' and remove ${file}`;
    return { reason: `${name} stays ${ours}: ${reasonOf(error)}; by hand: ${byHand}`, refused: true };
  }
}

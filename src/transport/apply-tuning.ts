import type { HostTuningOutcome } from '../domain/acceleration';
import { removeRecord, writeRecord, type HostRecord, type TuningUser } from './host-record';
import { currentRecord, isSameUser, reasonOf, type TuningDesk } from './tuning-desk';
import { hostSettingNames, isSameValue, wantedValue, type ChangedSetting } from './wanted-settings';
import { wantedControl } from './wanted-values';

const bbrModule = 'tcp_bbr';

/** Records, then changes. Killed in between, the next one finds in the record what to finish or to put back. */
export async function applyTuning(desk: TuningDesk, user: TuningUser): Promise<HostTuningOutcome> {
  const found = (await currentRecord(desk)) ?? {
    version: 1,
    bootId: desk.bootId,
    users: [],
    settings: [],
    modules: [],
  };
  const known = found.users.some((other) => isSameUser(user, other));
  const shared: HostRecord = { ...found, users: known ? found.users : [...found.users, user] };
  const loaded = await loadBbr(desk, shared);
  const record = { ...loaded.record, settings: [...shared.settings, ...(await missingSettings(desk, shared))] };
  if (isEmpty(record)) {
    await removeRecord(desk.file);
    return { changes: [], unavailable: [...loaded.unavailable] };
  }
  await writeRecord(desk.file, record);
  return change(desk, record, loaded.unavailable);
}

/** Loads the module only where the kernel does not have it and the disk does. */
async function loadBbr(
  desk: TuningDesk,
  record: HostRecord,
): Promise<{ readonly record: HostRecord; readonly unavailable: readonly string[] }> {
  if ((await availableControls(desk)).includes(wantedControl)) return { record, unavailable: [] };
  if (!(await desk.modules.has(bbrModule)))
    return { record, unavailable: ['bbr cannot be had: this kernel has no BBR; use one with CONFIG_TCP_CONG_BBR'] };
  const withModule = { ...record, modules: [...new Set([...record.modules, bbrModule])] };
  await writeRecord(desk.file, withModule);
  try {
    await desk.modules.load(bbrModule);
    return { record: withModule, unavailable: [] };
  } catch (error) {
    return { record, unavailable: [`bbr cannot be had: ${reasonOf(error)}; run \`modprobe ${bbrModule}\` as root`] };
  }
}

async function missingSettings(desk: TuningDesk, record: HostRecord): Promise<readonly ChangedSetting[]> {
  const byDefault = await desk.settings.read('net.ipv4.tcp_congestion_control');
  const controls = { available: await availableControls(desk), byDefault };
  const missing: ChangedSetting[] = [];
  for (const name of hostSettingNames.filter((each) => !record.settings.some((known) => known.name === each))) {
    const before = await desk.settings.read(name);
    const ours = before === undefined ? undefined : wantedValue(name, before, controls);
    if (before !== undefined && ours !== undefined) missing.push({ name, before, ours });
  }
  return missing;
}

/** A setting that was refused leaves the record: nobody may take another's later change for ours. */
async function change(
  desk: TuningDesk,
  record: HostRecord,
  alreadyUnavailable: readonly string[],
): Promise<HostTuningOutcome> {
  const changes: string[] = [];
  const unavailable = [...alreadyUnavailable];
  const refused = new Set<ChangedSetting>();
  for (const setting of record.settings) {
    const { name, before, ours } = setting;
    const now = await desk.settings.read(name);
    if (now === undefined || !(isSameValue(name, now, before) || isSameValue(name, now, ours))) {
      unavailable.push(`${name} is left at ${now ?? 'nothing'}: somebody else changed it`);
      continue;
    }
    try {
      if (!isSameValue(name, now, ours)) await desk.settings.write(name, ours);
      changes.push(`${name}: ${before} -> ${ours}`);
    } catch (error) {
      refused.add(setting);
      unavailable.push(`${name} stays ${before}: ${reasonOf(error)}; ${rightsRemedy}`);
    }
  }
  if (refused.size > 0) await forget(desk, record, refused);
  return { changes, unavailable };
}

async function forget(desk: TuningDesk, record: HostRecord, refused: ReadonlySet<ChangedSetting>): Promise<void> {
  const rest = { ...record, settings: record.settings.filter((setting) => !refused.has(setting)) };
  await (isEmpty(rest) ? removeRecord(desk.file) : writeRecord(desk.file, rest));
}

const rightsRemedy = 'give the worker CAP_NET_ADMIN and a writable /proc/sys, or set it by hand';

const isEmpty = ({ settings, modules }: HostRecord): boolean => settings.length === 0 && modules.length === 0;

async function availableControls({ settings }: TuningDesk): Promise<readonly string[]> {
  return (await settings.read('net.ipv4.tcp_available_congestion_control'))?.split(' ') ?? [];
}

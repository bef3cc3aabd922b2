import { loadConfig, type LoadedConfig } from '../../config/load-config';
import type { ConfigPlace } from '../../config/config-file';
import { BackupError } from '../../errors';
import { brokenBy } from './examine';
import type { DoctorFinding, DoctorSection } from './section';

/** What the configuration is, or why it cannot be used: then what needs one is not looked at. */
export interface FoundConfiguration {
  readonly section: DoctorSection;
  readonly loaded: LoadedConfig | null;
}

export function findConfiguration(place: ConfigPlace): FoundConfiguration {
  try {
    const loaded = loadConfig(place);
    return { loaded, section: sectionOf({ check: 'file', state: 'ok', reason: loaded.path, remedy: null }) };
  } catch (error) {
    return { loaded: null, section: sectionOf(isNone(error, place) ? noConfiguration : brokenBy('file', error)) };
  }
}

const sectionOf = (finding: DoctorFinding): DoctorSection => ({ title: 'Configuration', run: async () => [finding] });

/** A host may be looked at before anybody has written one. */
const isNone = (error: unknown, { path }: ConfigPlace): boolean =>
  path === undefined && error instanceof BackupError && error.code === 'CONFIG_NOT_FOUND';

const noConfiguration: DoctorFinding = {
  check: 'file',
  state: 'note',
  reason: 'there is none here: Temporal, schedules and notifications are not looked at',
  remedy: 'Give --config FILE, or run this where redoubt.yaml is.',
};

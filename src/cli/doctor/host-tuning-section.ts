import { readHostTuning, type RecordedTuning } from '../../transport/host-tuning';
import type { HostTuningPlace } from '../../transport/tuning-desk';
import type { DoctorFinding, DoctorSection } from './section';

/** Whether this host is tuned now, for whom, and what was left behind. */
export function hostTuningSection(place: HostTuningPlace = {}): DoctorSection {
  return {
    title: 'Settings that Redoubt changed on this host',
    run: async () => {
      try {
        const recorded = await readHostTuning(place);
        return recorded.length === 0 ? [nothingChanged] : recorded.flatMap(describeRecord);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return [{ check: 'record', state: 'note', reason, remedy: byHand }];
      }
    },
  };
}

const byHand = 'docs/host-tuning.md tells how to put the values back by hand';
const nothingChanged: DoctorFinding = { check: 'record', state: 'ok', reason: 'none is changed', remedy: null };

function describeRecord({ file, record }: RecordedTuning): readonly DoctorFinding[] {
  const whom =
    record.users.length === 0
      ? 'by no backup that still needs it'
      : `for ${record.users.map(({ tag, backupId }) => `${backupId} (${tag})`).join(', ')}`;
  const remedy =
    record.users.length === 0 ? `a worker’s sweep tries again each hour; ${byHand}` : 'the last of them puts it back';
  const changed = record.settings.map(({ name, before, ours }): DoctorFinding => {
    return { check: name, state: 'note', reason: `${before} -> ${ours}, ${whom}`, remedy };
  });
  const loaded = record.modules.map((name): DoctorFinding => {
    return { check: `module ${name}`, state: 'note', reason: `loaded, ${whom}`, remedy };
  });
  return [...changed, ...loaded, { check: 'record', state: 'ok', reason: file, remedy: null }];
}

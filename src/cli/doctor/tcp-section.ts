import { probeHostCapabilities } from '../../transport/host-capabilities';
import type { HostPlace } from '../../transport/host-facts';
import type { DoctorSection } from './section';

/** What this host can do for TCP. Nothing of it can be broken: a backup does without. */
export function tcpSection(place: HostPlace = {}): DoctorSection {
  return {
    title: 'TCP acceleration on this host',
    run: async () =>
      (await probeHostCapabilities(place)).map(({ name, state, reason, remedy, gain }) => ({
        check: name,
        state,
        reason: state === 'ok' || gain === undefined ? reason : `${reason} (would bring: ${gain})`,
        remedy,
      })),
  };
}

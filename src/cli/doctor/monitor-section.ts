import { monitorCapabilities } from '../../monitor/monitor-capabilities';
import type { Environment } from '../../config/config-file';
import type { DoctorSection } from './section';

/** What this host lets a worker watch. A backup does without what is missing. */
export function monitorSection(env: Environment): DoctorSection {
  return {
    title: 'Monitoring on this host',
    run: async () =>
      monitorCapabilities({ procRoot: '/proc', sysRoot: '/sys', env }).map(({ part, available, reason, remedy }) => ({
        check: part,
        state: available ? 'ok' : 'missing',
        reason: reason ?? 'it can be watched',
        remedy: remedy ?? null,
      })),
  };
}

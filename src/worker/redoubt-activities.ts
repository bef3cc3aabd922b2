import { createAccelerationActivities } from '../../activities/acceleration';
import { createAdmissionActivities } from '../../activities/admission';
import { createCommitActivities } from '../../activities/commit';
import { createCopyActivities } from '../../activities/copies';
import { createDatabaseActivities } from '../../activities/database';
import { createExportActivities } from '../../activities/export';
import { createHostActivities } from '../../activities/hosts';
import { createMonitorActivities } from '../../activities/monitor';
import { createNotificationActivities } from '../../activities/notifications';
import { createOwnershipActivities } from '../../activities/ownership';
import { createTimingActivities } from '../../activities/timing';
import { probeHostCapabilities } from '../transport/host-capabilities';
import { acceleratedLines } from './accelerated-lines';
import type { ProcessParts } from './process-parts';
import { webhookOf } from '../config/webhook';

/** All activities of the shared queue and of a lane; which runs where is the workflow's choice. */
export function redoubtActivities(parts: ProcessParts) {
  const { settings, lanes, watching, hostTuning, health, metrics } = parts;
  const client = () => parts.client;
  const { host } = lanes;
  return {
    ...createDatabaseActivities({ settings, client }),
    ...createMonitorActivities({ host, client, settings, health, ...watching, metrics: metrics.metrics }),
    ...createAccelerationActivities({
      host,
      hostTuning,
      linesOf: (plan) => acceleratedLines(plan, settings),
      capabilities: () => probeHostCapabilities(),
    }),
    ...createExportActivities(parts),
    ...createCopyActivities(parts),
    ...createCommitActivities(parts),
    ...createOwnershipActivities({ client }),
    ...createNotificationActivities({ client, webhook: () => webhookOf(parts.config, process.env) }),
    ...createHostActivities(parts),
    ...createAdmissionActivities({ client, lanes, backupsAtOnce: parts.config.temporal.backupsAtOnce }),
    ...createTimingActivities({ settings, client }),
  };
}

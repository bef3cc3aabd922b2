import type { AccelerationReport, HostTuningOutcome } from '../src/domain/acceleration';
import type { BackupPlan } from '../src/domain/backup-plan';
import { accelerate, type AcceleratedLine, type AccelerationParts } from '../src/transport/accelerate';
import type { TuningUser } from '../src/transport/host-record';
import { withHeartbeat } from './heartbeat';

export interface AccelerationDependencies extends AccelerationParts {
  /** The lines of a backup's regions, in the plan's order. */
  linesOf(plan: BackupPlan): readonly AcceleratedLine[];
}

export type AccelerationActivities = ReturnType<typeof createAccelerationActivities>;

/** Box "Leverage TCP acceleration": what the sockets and this host got, and the undo. It never fails a backup. */
export function createAccelerationActivities(dependencies: AccelerationDependencies) {
  return {
    /** Tunes the host when asked to, then looks at a socket to each region. Run twice, it answers the same. */
    accelerate: ({ plan }: { plan: BackupPlan }): Promise<AccelerationReport> =>
      withHeartbeat(({ signal }) => {
        const user = { tag: plan.tag, backupId: plan.backupId };
        return accelerate({ scope: plan.acceleration, user, lines: dependencies.linesOf(plan) }, dependencies, signal);
      }),

    /** The undo, on the host that was tuned: the last backup puts its settings back. Does nothing twice. */
    releaseAcceleration: ({ tag, backupId }: TuningUser): Promise<HostTuningOutcome> =>
      withHeartbeat(() => dependencies.hostTuning.release({ tag, backupId })),
  };
}

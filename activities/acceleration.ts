import type { AccelerationReport } from '../src/domain/acceleration';
import type { BackupPlan } from '../src/domain/backup-plan';

export interface AccelerationActivities {
  accelerate(order: { plan: BackupPlan }): Promise<AccelerationReport>;
  releaseAcceleration(order: { backupId: string }): Promise<{ changes: string[]; unavailable: string[] }>;
}

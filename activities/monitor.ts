import type { BackupPlan } from '../src/domain/backup-plan';
import type { WatchEnd } from '../src/domain/monitor-news';

export interface MonitorActivities {
  watchBackup(order: { plan: BackupPlan }): Promise<WatchEnd>;
}

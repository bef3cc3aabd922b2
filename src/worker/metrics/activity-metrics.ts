import type { Context } from '@temporalio/activity';
import type { ActivityInterceptors } from '@temporalio/worker';
import type { Outcome } from '../../domain/backup-result';
import type { BatchDone } from '../../domain/copy-work';
import type { BackupMetrics } from './backup-metrics';

export interface ActivityMetricsOptions {
  readonly metrics: BackupMetrics;
  /** The newest backup of this database may be another one now. */
  readonly onSealed: (database: string) => void;
}

/** The activities during which a worker works for a backup. */
const working = new Set([
  'watchBackup',
  'runExport',
  'copyBatch',
  'inspectCopies',
  'fillCopies',
  'signManifest',
  'putManifest',
]);

/** Watches the activities as they begin and end: their arguments and results tell what the metrics count. */
export function activityMetrics({ metrics, onSealed }: ActivityMetricsOptions) {
  const running = new Map<string, number>();
  const change = (database: string, by: 1 | -1): void => {
    const before = running.get(database) ?? 0;
    running.set(database, before + by);
    if (before === 0 || before + by === 0) metrics.recordActive(database, before === 0);
  };
  return ({ info: { activityType } }: Context): ActivityInterceptors => ({
    inbound: {
      async execute(input, next) {
        const database = working.has(activityType) ? databaseOf(input.args[0]) : undefined;
        if (database !== undefined) change(database, 1);
        try {
          const result = await next(input);
          if (activityType === 'copyBatch' && database !== undefined) {
            // What copyBatch answers (activities/copy-batch.ts).
            const { index, bytes } = result as BatchDone;
            metrics.recordPart(database, bytes, index?.parts ?? 0);
          }
          if (activityType === 'releaseKeeper') recordEnd(input.args[0]);
          return result;
        } finally {
          if (database !== undefined) change(database, -1);
        }
      },
    },
  });

  /** A run that an older workflow started tells no outcome. */
  function recordEnd(order: unknown): void {
    // What releaseDatabase sends (workflows/steps/hold-database.ts).
    const { holder, outcome } = order as { readonly holder: { readonly database: string }; readonly outcome?: Outcome };
    if (outcome === undefined) return;
    metrics.recordOutcome(holder.database, outcome);
    if (outcome === 'sealed') onSealed(holder.database);
  }
}

/** These activities are given a plan. */
function databaseOf(order: unknown): string | undefined {
  const { plan, manifest } = order as {
    readonly plan?: { readonly database: string };
    readonly manifest?: { readonly database: string };
  };
  return plan?.database ?? manifest?.database;
}

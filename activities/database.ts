import type { Client } from '@temporalio/client';
import type { BackupPlan, PreparedBackup } from '../src/domain/backup-plan';
import { parseJobName } from '../src/domain/export-names';
import { BackupError } from '../src/errors';
import { inspectDatabase } from '../src/oracle/preflight';
import { removeExport } from '../src/oracle/remove-export';
import { listInstallationJobs } from '../src/oracle/sweep';
import { withSession } from '../src/oracle/session';
import type { Holder } from '../src/domain/keeper';
import { withHeartbeat } from './heartbeat';
import { lastFailure } from './last-failure';
import { findKeeper } from './ownership';
import { usableSearchAttributes } from './search-attributes';
import type { Settings } from './settings';

export interface DatabaseDependencies {
  readonly settings: Settings;
  readonly client: () => Client;
}

export type DatabaseActivities = ReturnType<typeof createDatabaseActivities>;

export interface PlanRequest {
  readonly database: string;
  readonly backupId: string;
  readonly startedAt: string;
}

/** Box one of the flowchart, "Setup OracleDB": plan, preflight, sweep, and the undo of what an export created. */
export function createDatabaseActivities({ settings, client }: DatabaseDependencies) {
  return {
    /** Resolves the configuration once. */
    planBackup: async (request: PlanRequest): Promise<{ plan: BackupPlan; warnings: readonly string[] }> => {
      const planned = settings.planOf(request.database);
      const { usable, warning } = await usableSearchAttributes(client());
      const { backupId, startedAt } = request;
      const { notifications } = planned;
      const failedBefore = notifications === undefined ? null : await lastFailure(client(), request);
      const told = notifications === undefined ? {} : { notifications: { ...notifications, failedBefore } };
      return { plan: { ...planned, ...told, backupId, startedAt, searchAttributes: usable }, warnings: warning };
    },

    /** Facts for the manifest and warnings for the result; throws what a person has to mend. */
    inspectDatabase: ({
      plan,
    }: {
      plan: BackupPlan;
    }): Promise<Pick<PreparedBackup, 'facts' | 'warnings'> & { parallel: number }> =>
      withHeartbeat(({ signal }) =>
        withSession(settings.target(plan.database), { signal }, (session) => inspectDatabase(session, plan, signal)),
      ),

    /** Removes what belongs to no running backup, and refuses to run beside another installation's export. */
    sweepDatabase: ({
      database,
    }: {
      database: string;
    }): Promise<{ removed: readonly string[]; warnings: readonly string[] }> =>
      withHeartbeat(({ signal }) => sweep({ settings, client: client(), database, signal })),

    /** The undo of an export: stops its job, removes its files, drops its master table. Does nothing twice. */
    cleanUpDatabase: (holder: Holder): Promise<readonly string[]> =>
      withHeartbeat(({ signal }) => {
        const {
          tag,
          export: { directory },
        } = settings.planOf(holder.database);
        return removeExport(settings.target(holder.database), { tag, directory, backupId: holder.backupId }, signal);
      }),
  };
}

interface SweepContext {
  readonly settings: Settings;
  readonly client: Client;
  readonly database: string;
  readonly signal: AbortSignal;
}

/** First lists what is there, then asks Temporal: whatever was created in between is not on the list. */
export async function sweep({ settings, client, database, signal }: SweepContext): Promise<{
  removed: readonly string[];
  warnings: readonly string[];
}> {
  const target = settings.target(database);
  const plan = settings.planOf(database);
  const jobs = await withSession(target, { signal }, (session) => listInstallationJobs(session, signal));
  // A database user may serve several configured databases, so every keeper counts, not this one's alone.
  const keepers = await Promise.all(settings.databases().map((name) => findKeeper(client, name)));
  const held = new Set(keepers.map((keeper) => keeper?.holder.backupId));
  const removed: string[] = [];
  const warnings: string[] = [];
  for (const job of jobs) {
    const owner = parseJobName(job.jobName);
    if (owner === undefined || held.has(owner.backupId)) continue;
    if (owner.tag === plan.tag) {
      const undone = await removeExport(
        target,
        { tag: plan.tag, directory: plan.export.directory, backupId: owner.backupId },
        signal,
      );
      removed.push(...undone);
      warnings.push(
        `removed what backup ${owner.backupId} had left in ${database}: ${undone.join(', ') || job.jobName}`,
      );
    } else if (job.running) {
      throw new BackupError(
        'DATABASE_BUSY',
        `${database} is being exported by another installation (tag ${owner.tag}): Data Pump job ${job.jobName}`,
      );
    } else {
      warnings.push(
        `job ${job.jobName} of another installation (tag ${owner.tag}) lies in ${database}; it was left alone`,
      );
    }
  }
  return { removed, warnings };
}

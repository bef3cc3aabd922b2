import type { BackupPlan } from '../src/domain/backup-plan';
import type { ExportOutcome } from '../src/domain/completed-export';
import { advanceExport } from '../src/oracle/advance-export';
import { pauseExport } from '../src/oracle/pause-export';
import { setExportWorkers, type WorkersSet } from '../src/oracle/set-export-workers';
import { withHeartbeat } from './heartbeat';
import type { Settings } from './settings';

/** The heartbeat of a running export. */
export interface ExportBeat {
  readonly percent: number | null;
  readonly bytes: number;
  readonly state: string;
  /** Why the job stands still, where that is known. */
  readonly waitsFor?: string;
  /** How long an SCN stays readable now, as the server tunes it. */
  readonly undoRetentionS?: number;
}

export type ExportActivities = ReturnType<typeof createExportActivities>;

export interface ExportOrder {
  readonly plan: BackupPlan;
  readonly attempt: number;
}

/** Box "Automated backup": brings a Data Pump export to its end, whoever began it. */
export function createExportActivities({ settings }: { readonly settings: Settings }) {
  return {
    /** Looks, then defines, attaches or restarts, then watches. Asked to stop, it leaves the job running. */
    runExport: ({ plan, attempt }: ExportOrder): Promise<ExportOutcome> =>
      withHeartbeat<ExportBeat, ExportOutcome>(({ signal, report }) =>
        advanceExport(settings.target(plan.database), plan, { attempt, signal, onProgress: report }),
      ),

    /** Another number of Data Pump workers for the job that runs. */
    setExportWorkers: ({ plan, attempt, workers }: ExportOrder & { readonly workers: number }): Promise<WorkersSet> =>
      withHeartbeat(({ signal }) =>
        setExportWorkers(settings.target(plan.database), plan, { attempt, workers, signal }),
      ),

    /** Stops the job so that it can go on later. */
    pauseExport: ({ plan, attempt }: ExportOrder): Promise<void> =>
      withHeartbeat(({ signal }) => pauseExport(settings.target(plan.database), plan, { attempt, signal })),
  };
}

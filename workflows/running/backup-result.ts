import { workflowInfo } from '@temporalio/workflow';
import type { AccelerationReport } from '../../src/domain/acceleration';
import type { PreparedBackup } from '../../src/domain/backup-plan';
import type { BackupResult, CopyResult, Outcome } from '../../src/domain/backup-result';
import type { MonitorFindings } from '../../src/domain/bottleneck';
import type { CompletedExport } from '../../src/domain/completed-export';
import { deadlineResult } from '../../src/domain/timing';
import { addMissing, type CopiedFile, type MissingByRegion } from '../../src/domain/copy-work';
import type { RegionCopy } from '../../src/domain/manifest';
import type { Sealed } from '../steps/seal-backup';
import type { WatchedHost } from '../steps/watch-host';
import { failureCause } from './failure';
import type { Notices } from './notices';
import type { ProgressBoard } from './progress-board';

/** How far a run has come; each step adds its own. */
export interface BackupStory {
  prepared?: PreparedBackup;
  watched?: WatchedHost;
  /** Once the watch has ended. */
  monitor?: MonitorFindings | null;
  acceleration?: AccelerationReport | null;
  made?: CompletedExport;
  copied?: readonly CopiedFile[];
  sealed?: Sealed;
  /** What is done after it, the clean-up in the database, makes no backup late. */
  sealedAtMs?: number;
  leftBehind?: readonly string[];
  notices?: Notices;
}

/** The result of a run, whole or as far as it came. */
export function buildResult(outcome: Outcome, board: ProgressBoard, story: BackupStory, error?: unknown): BackupResult {
  const { progress } = board;
  const copied = story.copied ?? [];
  return {
    version: 1,
    backupId: progress.backupId,
    workflowId: workflowInfo().workflowId,
    database: progress.database,
    outcome,
    bytes: story.made?.bytes ?? 0,
    sealedBytes: copied.reduce((sum, { file }) => sum + file.sealedSize, 0),
    files: copied.length,
    scn: story.made?.scn ?? null,
    attempts: progress.attempt,
    copies: copyResults(story),
    phases: progress.phases,
    warnings: [...warningsOf(board, story), ...(story.notices?.warnings ?? [])],
    repairWorkflowId: story.sealed?.repairWorkflowId ?? null,
    leftBehind: story.leftBehind ?? [],
    ...(error === undefined ? {} : { error: failureCause(error) }),
    monitor: story.monitor ?? null,
    acceleration: story.acceleration ?? null,
    deadline: deadlineResult(progress.timing, outcome === 'sealed', story.sealedAtMs ?? Date.now()),
    pace: { pace: progress.timing.pace, decisions: progress.timing.decisions },
  };
}

/** A made export tells of the attempts before it too, in the same words. */
const warningsOf = ({ progress }: ProgressBoard, { made }: BackupStory): readonly string[] => [
  ...new Set([...progress.warnings, ...(made?.warnings ?? [])]),
];

function copyResults({ prepared, copied, sealed }: BackupStory): readonly CopyResult[] {
  if (sealed !== undefined) {
    return sealed.copies.map((copy) => ({ ...copy, manifest: sealed.manifests.includes(copy.region) }));
  }
  const missing = (copied ?? []).reduce<MissingByRegion>((sum, file) => addMissing(sum, file.missing), {});
  return (prepared?.plan.copies.regions ?? []).map(({ name, jurisdiction }) => ({
    ...unsealedCopy(name, jurisdiction, missing),
    manifest: false,
  }));
}

function unsealedCopy(region: string, jurisdiction: string, missing: MissingByRegion): RegionCopy {
  const lacks = missing[region];
  return {
    region,
    jurisdiction,
    state: 'incomplete',
    missingParts: lacks?.parts ?? 0,
    ...(lacks === undefined ? {} : { reason: lacks.reason }),
  };
}

import type { AccelerationReport } from './acceleration';
import type { PreparedBackup } from './backup-plan';
import type { MonitorFindings } from './bottleneck';
import type { CompletedExport } from './completed-export';
import type { CopiedFile } from './copy-work';
import type { Manifest, Phase, RegionCopy } from './manifest';
import { productVersion } from './product-version';

/** What was seen of a backup beside its bytes. */
export interface ObservedBackup {
  readonly monitor?: MonitorFindings | null;
  readonly acceleration?: AccelerationReport | null;
}

export interface ManifestParts {
  readonly prepared: PreparedBackup;
  readonly made: CompletedExport;
  readonly copied: readonly CopiedFile[];
  readonly copies: readonly RegionCopy[];
  readonly phases: readonly Phase[];
  readonly signedAt: Date;
  readonly observed?: ObservedBackup;
}

/** The manifest of a backup, from what its run knows alone: whoever writes it writes the same bytes. */
export function draftManifest({ prepared, made, copied, copies, phases, signedAt, observed }: ManifestParts): Manifest {
  const { plan, facts, warnings, previousBackupId } = prepared;
  const files = copied.map(({ file }) => file);
  const sum = (of: (file: Manifest['files'][number]) => number): number =>
    files.reduce((total, file) => total + of(file), 0);
  return {
    format: 'redoubt-backup',
    version: 1,
    backupId: plan.backupId,
    database: plan.database,
    installation: plan.installation,
    startedAt: plan.startedAt,
    signedAt: signedAt.toISOString(),
    createdBy: `redoubt-backup ${productVersion}`,
    export: {
      method: plan.export.method,
      scope: plan.export.scope,
      scn: made.scn,
      jobName: made.jobName,
      dumpTemplate: made.dumpTemplate,
      attempts: made.attempts,
      completedAt: made.completedAt,
    },
    facts,
    files,
    totals: {
      files: files.length,
      parts: sum((file) => file.parts),
      bytes: sum((file) => file.size),
      sealedBytes: sum((file) => file.sealedSize),
    },
    encryption: { scheme: 'age', recipients: [...plan.copies.recipients] },
    compression: { scheme: 'zstd', level: plan.copies.compressionLevel },
    copies: [...copies],
    minCopies: plan.copies.minCopies,
    phases: [...phases],
    warnings: [...warnings, ...made.warnings],
    previousBackupId,
    monitor: observed?.monitor ?? null,
    acceleration: observed?.acceleration ?? null,
    pace: null,
  };
}

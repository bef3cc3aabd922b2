import { createHash } from 'node:crypto';
import type { BackupPlan } from '../src/domain/backup-plan';
import {
  manifestBytes,
  monitorFindings,
  type Manifest,
  type ManifestFile,
  type RegionCopy,
} from '../src/domain/manifest';
import type { CopyTuning } from '../src/domain/copy-tuning';
import { keptSeries } from '../src/domain/monitor-news';
import { BackupError } from '../src/errors';
import { fillCopy } from '../src/vault/copy/fill-copy';
import { findBackup, listBackups } from '../src/vault/objects/find-backup';
import { inspectCopy } from '../src/vault/objects/inspect-copy';
import { manifestObjects, putManifest } from '../src/vault/objects/manifests';
import { fillMonitorSeries } from '../src/vault/objects/monitor-series';
import type { Region } from '../src/vault/region/region';
import { withRetries } from '../src/vault/region/retry';
import { readSigningKey } from '../src/vault/crypto/ssh-keys';
import { signBytes } from '../src/vault/crypto/ssh-signature';
import { withHeartbeat } from './heartbeat';
import type { Settings } from './settings';

/** The manifest's signature, made once: its bytes follow from the draft. */
export interface ManifestSeal {
  /** Of the manifest's bytes, in hex. */
  readonly sha256: string;
  /** Armored, as `ssh-keygen -Y sign` writes it. */
  readonly signature: string;
  readonly publicKey: string;
}

export interface Survey {
  readonly plan: BackupPlan;
  readonly files: readonly ManifestFile[];
}

export interface FillWish extends Survey {
  readonly regions: readonly string[];
  /** As the pace has it; absent: as is configured. */
  readonly tuning?: Pick<CopyTuning, 'connectionsFactor' | 'keepsBandwidth'>;
}

export type CommitActivities = ReturnType<typeof createCommitActivities>;

/** Box "Redundant copies", its second half: what the regions hold, the quorum, the manifest, and the repair. */
export function createCommitActivities({ settings }: { readonly settings: Settings }) {
  return {
    /** What a person has to mend in a region ends the backup before it begins; a region that is down is a warning. */
    checkRegions: ({ plan }: { plan: BackupPlan }) =>
      withHeartbeat(({ signal }) => checkRegions(settings.regionsOf(plan), plan.database, signal)),

    /** Each region's own listing against the backup's indexes. */
    inspectCopies: ({ plan, files }: Survey): Promise<RegionCopy[]> =>
      withHeartbeat(({ signal }) => inspectAll(settings.regionsOf(plan), { backup: plan, files, signal })),

    /** Fills regions from the others' ciphertext; one that fails is left for the next look. */
    fillCopies: ({ plan, files, regions, tuning }: FillWish): Promise<{ whole: number }> =>
      withHeartbeat(async ({ signal }) => {
        const keepLimits = tuning?.keepsBandwidth === false ? settings.liftLimits(plan) : () => undefined;
        try {
          const all = settings.regionsOf(plan);
          const targets = all.filter((region) => regions.includes(region.settings.name));
          const objectsInFlight = objectsAtOnce * (tuning?.connectionsFactor ?? 1);
          return { whole: await fillAll(targets, { sources: all, backup: plan, files, signal, objectsInFlight }) };
        } finally {
          keepLimits();
        }
      }),

    signManifest: ({ manifest }: { manifest: Manifest }): Promise<ManifestSeal> =>
      withHeartbeat(async () => {
        const bytes = manifestBytes(manifest);
        const key = await readSigningKey(settings.signingKeyFile);
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        return { sha256, signature: signBytes(bytes, key), publicKey: key.publicKey };
      }),

    /** Writes a manifest to one region. A region that is down answers `stored: false`: another look follows. */
    putManifest: (order: {
      plan: BackupPlan;
      region: string;
      manifest: Manifest;
      signed: ManifestSeal;
    }): Promise<{ stored: boolean }> =>
      withHeartbeat(async ({ signal }) => {
        const { plan, manifest, signed } = order;
        const region = settings.region(plan.database, order.region);
        const objects = { bytes: manifestBytes(manifest), signature: signed.signature };
        const trusted = [...settings.trustedKeys, signed.publicKey];
        return storedUnlessDown(putManifest(region, plan, objects, { trusted, signal }));
      }),

    /** One round of repair of a sealed backup: looks, fills, writes the manifest, looks again. */
    repairCopies: ({ database, backupId }: { database: string; backupId: string }): Promise<{ copies: RegionCopy[] }> =>
      withHeartbeat(({ signal }) => repair({ settings, database, backupId, signal })),
  };
}

async function checkRegions(
  regions: readonly Region[],
  database: string,
  signal: AbortSignal,
): Promise<{ warnings: string[]; previousBackupId: string | null }> {
  const checks = await Promise.allSettled(
    regions.map((region) => withRetries(() => region.check({ signal }), { signal })),
  );
  const errors = checks.flatMap((check) => (check.status === 'rejected' ? [check.reason as unknown] : []));
  const fatal = errors.find((error) => !(error instanceof BackupError) || !error.retryable);
  if (fatal !== undefined) throw fatal;
  const warnings = errors.map(
    (error) => `a region is down, and will be repaired later: ${(error as BackupError).message}`,
  );
  if (errors.length === regions.length) return { warnings, previousBackupId: null };
  const { backups } = await listBackups(regions, database, { signal });
  return { warnings, previousBackupId: backups.at(-1)?.backupId ?? null };
}

/** Of a fill; each is an object in memory. */
const objectsAtOnce = 3;

interface Looking {
  readonly backup: { readonly database: string; readonly backupId: string };
  readonly files: readonly ManifestFile[];
  readonly signal: AbortSignal;
}

function inspectAll(regions: readonly Region[], looking: Looking): Promise<RegionCopy[]> {
  return Promise.all(regions.map((target) => inspectCopy({ ...looking, target, sources: regions })));
}

/** How many of the targets were brought up to date. */
async function fillAll(
  targets: readonly Region[],
  looking: Looking & { readonly sources: readonly Region[]; readonly objectsInFlight?: number },
): Promise<number> {
  const filled = await Promise.all(
    targets.map(async (target) => {
      try {
        const { failed } = await fillCopy({ ...looking, target });
        return failed.length === 0;
      } catch (error) {
        // Still down, or refused: the next look says so, with the reason.
        if (error instanceof BackupError) return false;
        throw error;
      }
    }),
  );
  return filled.filter(Boolean).length;
}

async function storedUnlessDown(put: Promise<unknown>): Promise<{ stored: boolean }> {
  try {
    await put;
    return { stored: true };
  } catch (error) {
    if (error instanceof BackupError && error.retryable) return { stored: false };
    throw error;
  }
}

interface Repair {
  readonly settings: Settings;
  readonly database: string;
  readonly backupId: string;
  readonly signal: AbortSignal;
}

async function repair({ settings, database, backupId, signal }: Repair): Promise<{ copies: RegionCopy[] }> {
  const regions = settings.regions(database);
  const trust = { trusted: settings.trustedKeys, signal };
  const found = await findBackup(regions, database, { backup: backupId }, trust);
  const looking = { backup: { database, backupId }, files: found.manifest.files, signal };
  const before = await inspectAll(regions, looking);
  const behind = regions.filter((_, i) => before[i]?.state === 'incomplete');
  await fillAll(behind, { ...looking, sources: regions });

  for (const { sha256 } of keptSeries(monitorFindings(found.manifest)))
    await fillMonitorSeries(regions, found.regions, looking.backup, sha256, { signal });
  const after = behind.length === 0 ? before : await inspectAll(regions, looking);
  const objects = await manifestObjects(found, { database, backupId }, trust);
  const copies = await Promise.all(
    after.map(async (copy, i): Promise<RegionCopy> => {
      const region = regions[i];
      if (region === undefined || copy.state !== 'whole') return copy;
      const { stored } = await storedUnlessDown(putManifest(region, looking.backup, objects, trust));
      return stored ? copy : { ...copy, state: 'unavailable', reason: 'the manifest could not be written' };
    }),
  );
  return { copies };
}

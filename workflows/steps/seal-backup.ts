import { CancellationScope, ParentClosePolicy, sleep, startChild } from '@temporalio/workflow';
import type { PreparedBackup } from '../../src/domain/backup-plan';
import type { RegionProgress } from '../../src/domain/backup-progress';
import type { CompletedExport } from '../../src/domain/completed-export';
import { withReasons, type CopiedFile } from '../../src/domain/copy-work';
import { draftManifest, type ObservedBackup } from '../../src/domain/draft-manifest';
import type { RegionCopy } from '../../src/domain/manifest';
import { BackupError } from '../../src/errors';
import { endIfCancelled } from '../running/control';
import { fillQuorum } from '../running/fill-quorum';
import { fillAtPace } from '../running/fill-at-pace';
import { givesUpAt } from '../running/max-duration';
import { activities, longRunning } from '../running/policies';
import type { ProgressBoard } from '../running/progress-board';
import type { Timekeeper } from '../running/timekeeper';
import { repairBackup } from '../repair-backup';

export interface Sealed {
  readonly copies: readonly RegionCopy[];
  /** Regions that have the manifest. */
  readonly manifests: readonly string[];
  readonly repairWorkflowId: string | null;
}

export interface SealInput {
  readonly prepared: PreparedBackup;
  readonly made: CompletedExport;
  readonly copied: readonly CopiedFile[];
  readonly time: Timekeeper;
  /** Ends the monitor, so that the manifest can tell what it found. */
  readonly endWatch: () => Promise<ObservedBackup>;
}

/**
 * The commit: waits for the quorum of whole regions, signs the manifest once, and writes it to every whole region. The
 * first manifest that is written is the point of no return: from there on nothing cancels.
 * @throws QUORUM_NOT_REACHED
 */
export async function sealBackup(input: SealInput, board: ProgressBoard): Promise<Sealed> {
  const { plan } = input.prepared;
  const copies = await reachQuorum(input, board, givesUpAt(plan));
  endIfCancelled();
  return CancellationScope.nonCancellable(async () => {
    const observed = await input.endWatch();
    const draft = draftManifest({ ...input, observed, copies, phases: board.progress.phases, signedAt: new Date() });
    const signed = await activities(longRunning, 'sign the manifest').signManifest({ manifest: draft });
    const manifests = await commit(input, board, (region) =>
      activities(longRunning, `manifest to ${region}`).putManifest({ plan, region, manifest: draft, signed }),
    );
    const behind = plan.copies.regions.some(({ name }) => !manifests.includes(name));
    return { copies, manifests, repairWorkflowId: behind ? await startRepair(input) : null };
  });
}

const maxWaitMs = 5 * 60_000;

/** Looks at the regions until enough of them are whole; fills gaps from other regions' ciphertext meanwhile. */
async function reachQuorum(input: SealInput, board: ProgressBoard, giveUpAt: number): Promise<readonly RegionCopy[]> {
  const { plan } = input.prepared;
  const files = input.copied.map(({ file }) => file);
  for (let waitMs = 2000; ; waitMs = Math.min(maxWaitMs, waitMs * 2)) {
    const listed = await activities(longRunning, 'look what the regions hold').inspectCopies({ plan, files });
    const copies = withReasons(listed, input.copied);
    board.updateRegions(copies.map(asProgress));
    const whole = copies.filter(({ state }) => state === 'whole');
    if (whole.length >= plan.copies.minCopies) return copies;
    if (Date.now() >= giveUpAt) throw quorumNotReached(plan.copies.minCopies, copies);

    const isFilled = await fillQuorum({
      behind: copies.filter(({ state }) => state !== 'whole').map(({ region }) => region),
      wanted: plan.copies.minCopies - whole.length,
      giveUpAtMs: giveUpAt,
      fill: async (region) => {
        const filled = await fillAtPace(input.time, ({ connectionsFactor, keepsBandwidth }) =>
          activities(longRunning, `fill ${region}`).fillCopies({
            plan,
            files,
            regions: [region],
            tuning: { connectionsFactor, keepsBandwidth },
          }),
        );
        return filled.whole > 0;
      },
    });
    if (!isFilled) await sleep(Math.min(waitMs, Math.max(1000, giveUpAt - Date.now())));
  }
}

/** Writes the manifest until the quorum has it: a region may go down between its last part and its manifest. */
async function commit(
  input: SealInput,
  board: ProgressBoard,
  put: (region: string) => Promise<{ stored: boolean }>,
): Promise<readonly string[]> {
  const { minCopies } = input.prepared.plan.copies;
  const holding = new Set<string>();
  for (;;) {
    const whole = board.progress.regions.filter(({ state, name }) => state === 'whole' && !holding.has(name));
    const stored = await Promise.all(whole.map(async ({ name }) => ({ name, ...(await put(name)) })));
    for (const { name } of stored.filter((result) => result.stored)) holding.add(name);
    if (holding.size >= minCopies) return [...holding];
    // A manifest that is written counts: giving up now would leave a failed backup that is listed.
    await reachQuorum(input, board, Infinity);
    await sleep('2s');
  }
}

function asProgress({ region, state, missingParts, reason }: RegionCopy): RegionProgress {
  return { name: region, state, missingParts, ...(reason === undefined ? {} : { reason }) };
}

function quorumNotReached(minCopies: number, copies: readonly RegionCopy[]): BackupError {
  const states = copies.map(
    ({ region, state, missingParts, reason }) =>
      `${region} ${state}${missingParts > 0 ? `, ${missingParts} parts missing` : ''}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return new BackupError('QUORUM_NOT_REACHED', `fewer than ${minCopies} regions hold the backup: ${states.join('; ')}`);
}

/** Fills the other regions later, by itself: it outlives this run. */
async function startRepair({ prepared: { plan } }: SealInput): Promise<string> {
  const workflowId = `redoubt-repair/${plan.backupId}`;
  await startChild(repairBackup, {
    workflowId,
    parentClosePolicy: ParentClosePolicy.ABANDON,
    staticSummary: `fills the regions that lack ${plan.backupId}`,
    args: [{ database: plan.database, backup: plan.backupId }],
  });
  return workflowId;
}

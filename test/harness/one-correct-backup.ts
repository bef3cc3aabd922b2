import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { admissionId } from '../../src/domain/admission/admission-id';
import type { AdmissionQueue } from '../../src/domain/admission/describe';
import type { BackupResult } from '../../src/domain/backup-result';
import type { FileObject, IndexLine, Manifest } from '../../src/domain/manifest';
import type { BackupLab } from './backup-lab';
import { waitFor } from './wait-for';

/**
 * What must hold after any process was killed at any moment: the backup is sealed, every region holds the same bytes of
 * it, nothing lies in the database, its turn is given back, and it can be restored. A region that was away is filled by the repair.
 */
export async function expectOneCorrectBackup(lab: BackupLab, handle: WorkflowHandle): Promise<BackupResult> {
  // The workflow's own result type.
  const result = (await handle.result()) as BackupResult;
  expect(result).toMatchObject({ outcome: 'sealed', leftBehind: [] });
  if (result.repairWorkflowId !== null) await lab.client.workflow.getHandle(result.repairWorkflowId).result();

  const [first, ...others] = lab.regionNames.map((region) => readCopy(lab, region, result.backupId));
  expect(first?.indexed.length).toBeGreaterThan(5);
  for (const other of others) expect(other.indexed).toEqual(first?.indexed);
  expect(await lab.leftInDatabase()).toEqual([]);
  await waitFor('its turn to be given back', () => hasNoTurn(lab, handle.workflowId));
  await lab.proveRestorable(result.backupId);
  return result;
}

/** The admission is over, as it is when nobody runs; or it counts this run no more. */
async function hasNoTurn({ client }: BackupLab, workflowId: string): Promise<boolean> {
  const admission = client.workflow.getHandle(admissionId('redoubt'));
  if ((await admission.describe()).status.name !== 'RUNNING') return true;
  return !(await admission.query<AdmissionQueue>('queue')).running.includes(workflowId);
}

interface Copy {
  /** Keys and digests of all that the manifest leads to; the digests were compared with those by which it does. */
  readonly indexed: readonly string[];
}

/** Reads a region's disk from the manifest down, as somebody would who has no program of ours. */
function readCopy(lab: BackupLab, regionName: string, backupId: string): Copy {
  const bucket = bucketDirectory(lab, regionName);
  const backup = join(bucket, 'sales', 'backups', backupId);
  const indexed = new Map<string, string>();
  const read = (key: string, sha256: string): Buffer => {
    const bytes = readFileSync(join(backup, key));
    const found = createHash('sha256').update(bytes).digest('hex');
    expect([regionName, key, found]).toEqual([regionName, key, sha256]);
    indexed.set(key, found);
    return bytes;
  };

  const manifestBytes = readFileSync(join(bucket, 'sales', 'manifests', `${backupId}.json`));
  const signature = readFileSync(join(bucket, 'sales', 'manifests', `${backupId}.json.sig`));
  const manifest = JSON.parse(manifestBytes.toString()) as Manifest;
  for (const file of manifest.files) {
    const { batches } = JSON.parse(read(file.key, file.sha256).toString()) as FileObject;
    for (const batch of batches) {
      const lines = read(batch.key, batch.sha256).toString().trimEnd().split('\n');
      for (const line of lines) {
        const { key, sealedSha256 } = JSON.parse(line) as IndexLine;
        read(key, sealedSha256);
      }
    }
  }
  const stray = filesBelow(backup).filter((key) => !indexed.has(key));
  // What a killed process had put and could tell nobody of; a file object's name follows from what is known.
  expect(stray.filter((key) => !/^(parts|index)\//.test(key))).toEqual([]);
  const whole = [...indexed].map(([key, sha256]) => `${key} ${sha256}`).sort();
  return { indexed: [manifestBytes.toString(), signature.toString(), ...whole] };
}

/** The manifests, signatures not counted, that lie in a region for a backup of this lab: their ids. */
export function manifestsIn(lab: BackupLab, region: string): readonly string[] {
  const names = filesBelow(join(bucketDirectory(lab, region), 'sales', 'manifests'));
  return names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
}

/** How many regions list a backup, for each backup that any of them lists. */
export function holdersOf(lab: BackupLab): readonly number[] {
  const ids = lab.regionNames.flatMap((region) => manifestsIn(lab, region));
  return [...new Set(ids)].map((id) => ids.filter((other) => other === id).length);
}

/** Where a region's server keeps the objects of its bucket, as files (src/sandbox/parts/region-part.ts). */
function bucketDirectory({ sandbox }: BackupLab, name: string): string {
  const region = sandbox.state.regions.find((candidate) => candidate.name === name);
  if (region === undefined) throw new RangeError(`no region ${name}`);
  return join(sandbox.directory, name, 'objects', region.bucket);
}

function filesBelow(directory: string): readonly string[] {
  if (!existsSync(directory)) return [];
  const entries = readdirSync(directory, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1));
}

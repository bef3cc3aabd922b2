import { randomBytes } from 'node:crypto';
import { fileObjectOf, type SourceFile } from '../../src/domain/copy-work';
import {
  manifestBytes,
  type BatchIndex,
  type IndexLine,
  type Manifest,
  type ManifestFile,
} from '../../src/domain/manifest';
import { partRanges, type PartRange } from '../../src/domain/part-ranges';
import type { BackupPlan } from '../../src/domain/backup-plan';
import { generateAgeKeys, type AgeKeyPair } from '../../src/vault/crypto/age-keys';
import { writeBatchIndex, writeFileObject } from '../../src/vault/objects/batch-index';
import { copyParts, type CopiedParts, type CopyOrder } from '../../src/vault/copy/copy-parts';
import { putManifest } from '../../src/vault/objects/manifests';
import { PartMemory } from '../../src/vault/seal/part-memory';
import { PartThreads } from '../../src/vault/seal/part-threads';
import { PathMeter } from '../../src/vault/copy/path-meter';
import type { Region } from '../../src/vault/region/region';
import { RegionHealth } from '../../src/vault/region/region-health';
import { createSealer } from '../../src/vault/seal/sealer';
import { generateSigningKey, parseSigningKey } from '../../src/vault/crypto/ssh-keys';
import { signBytes } from '../../src/vault/crypto/ssh-signature';
import { exampleManifest } from './example-manifest';

export const database = 'sales';

/** Half of it packs well, half not at all. */
export function exampleBytes(sizeBytes: number): Buffer {
  const half = Math.floor(sizeBytes / 2);
  return Buffer.concat([Buffer.alloc(half, 'a row of a table\n'), randomBytes(sizeBytes - half)]);
}

export interface ExampleFile {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface ExampleKeys {
  readonly age: AgeKeyPair;
  readonly signing: ReturnType<typeof generateSigningKey>;
}

export async function exampleKeys(): Promise<ExampleKeys> {
  return { age: await generateAgeKeys(), signing: generateSigningKey('test') };
}

export const never = new AbortController().signal;

/** How a copy is asked for, in tests that change one thing of it. */
export function orderFor(
  { bytes, partBytes, ranges }: { bytes: Buffer; partBytes: number; ranges?: readonly PartRange[] },
  tools: {
    threads: PartThreads;
    keys: ExampleKeys;
    regions: readonly Region[];
    backupId: string;
    health?: RegionHealth;
    memory?: PartMemory;
  },
): CopyOrder {
  return {
    source: {
      ranges: ranges ?? partRanges(bytes.length, partBytes, 0, Infinity),
      alreadyDone: [],
      readPart: ({ offsetBytes, sizeBytes }) => {
        const own = Buffer.allocUnsafeSlow(sizeBytes);
        bytes.copy(own, 0, offsetBytes, offsetBytes + sizeBytes);
        return Promise.resolve(own);
      },
    },
    destination: { regions: tools.regions, database, backupId: tools.backupId, fileNumber: 1 },
    sealer: createSealer(tools.threads, { recipients: [tools.keys.age.recipient], level: 1 }),
    memory: tools.memory ?? new PartMemory({ budgetBytes: 16 * 1024 * 1024, plainLeases: 3 }),
    meter: new PathMeter(),
    health: tools.health ?? new RegionHealth(),
    control: { stop: never, abort: never },
  };
}

export interface ExampleBackup {
  readonly manifest: Manifest;
  readonly bytes: Buffer;
  readonly signature: string;
  readonly copied: readonly CopiedParts[];
}

/** A whole backup of small files, made by the same steps as a real one; the manifest goes to `manifestTo`. */
export async function makeBackup(options: {
  readonly regions: readonly Region[];
  readonly keys: ExampleKeys;
  readonly files: readonly ExampleFile[];
  readonly backupId?: string;
  readonly partBytes?: number;
  readonly partsPerBatch?: number;
  readonly manifestTo?: readonly Region[];
  /** Kept open; default: its own. */
  readonly threads?: PartThreads;
}): Promise<ExampleBackup> {
  const {
    regions,
    keys,
    files,
    backupId = '20261123T081500Z-3f2a9c',
    partBytes = 100_000,
    partsPerBatch = 3,
  } = options;
  const threads = options.threads ?? new PartThreads(2);
  const health = new RegionHealth();
  const target = { regions, backup: { database, backupId }, health, signal: never };
  const copied: CopiedParts[] = [];
  const listed: ManifestFile[] = [];
  try {
    for (const [i, { name, bytes }] of files.entries()) {
      const source: SourceFile = {
        fileNumber: i + 1,
        kind: name.endsWith('.log') ? 'log' : 'dump',
        name,
        sizeBytes: bytes.length,
      };
      const batches: BatchIndex[] = [];
      const lines: IndexLine[] = [];
      const ranges = partRanges(bytes.length, partBytes, 0, Infinity);
      for (let first = 0; first < ranges.length; first += partsPerBatch) {
        const batch = ranges.slice(first, first + partsPerBatch);
        const order = orderFor({ bytes, partBytes, ranges: batch }, { threads, keys, regions, backupId, health });
        const done = await copyParts({ ...order, destination: { ...order.destination, fileNumber: i + 1 } });
        copied.push(done);
        lines.push(...done.lines);
        batches.push((await writeBatchIndex(target, i + 1, done.lines)).index);
      }
      // Of the plan the file object takes these two facts only.
      const plan = { backupId, copies: { partBytes } } as BackupPlan;
      const stored = await writeFileObject(target, fileObjectOf(plan, source, batches));
      const sealedSize = lines.reduce((sum, line) => sum + line.sealedSize, 0);
      const { kind, fileNumber } = source;
      listed.push({
        fileNumber,
        kind,
        name,
        size: bytes.length,
        parts: lines.length,
        sealedSize,
        key: stored.key,
        sha256: stored.sha256,
      });
    }
  } finally {
    if (options.threads === undefined) await threads.close();
  }
  const manifest = exampleManifest({ backupId, files: listed, recipients: [keys.age.recipient], regions });
  const bytes = manifestBytes(manifest);
  const signature = signBytes(bytes, parseSigningKey(keys.signing.privateFile, 'the test key'));
  for (const region of options.manifestTo ?? regions) {
    await putManifest(region, { database, backupId }, { bytes, signature }, { trusted: [keys.signing.publicKey] });
  }
  return { manifest, bytes, signature, copied };
}

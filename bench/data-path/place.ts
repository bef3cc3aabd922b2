import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateAgeKeys, identityFileText, type AgeKeyPair } from '../../src/vault/crypto/age-keys';
import { PartMemory, partMemoryBytes } from '../../src/vault/seal/part-memory';
import { PartThreads } from '../../src/vault/seal/part-threads';
import type { Region } from '../../src/vault/region/region';
import { generateSigningKey } from '../../src/vault/crypto/ssh-keys';
import { Gateway } from '../../test/vault/versitygw';
import { benchData, type BenchData } from './bench-data';

/** What all rows share: the data, three regions of a process each, and keys. */
export interface BenchPlace {
  readonly data: BenchData;
  /** For what a row writes; emptied with the place. */
  readonly folder: string;
  readonly gateways: readonly Gateway[];
  readonly regions: readonly Region[];
  readonly keys: AgeKeyPair;
  readonly identityFile: string;
  readonly signing: ReturnType<typeof generateSigningKey>;
  /** As a worker's: one pool, one memory. */
  readonly threads: PartThreads;
  readonly memory: PartMemory;
  /** A name for objects or a repository that no run has used. */
  freshName(): string;
  close(): Promise<void>;
}

export async function openPlace(bytes: number): Promise<BenchPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-bench-'));
  const data = await benchData(bytes, folder);
  const gateways = await Promise.all(['london', 'frankfurt', 'stockholm'].map((name) => Gateway.start(name)));
  const regions = gateways.map((gateway) => gateway.open());
  const keys = await generateAgeKeys();
  const identityFile = join(folder, 'identity.txt');
  writeFileSync(identityFile, identityFileText(keys, new Date()));
  const threads = new PartThreads(availableParallelism());
  const memory = new PartMemory({ budgetBytes: partMemoryBytes, plainLeases: availableParallelism() });
  let names = 0;
  return {
    data,
    folder,
    gateways,
    regions,
    keys,
    identityFile,
    signing: generateSigningKey('bench'),
    threads,
    memory,
    freshName: () => {
      names += 1;
      return `20261123T0815${String(names).padStart(2, '0')}Z-3f2a9c`;
    },
    close: async () => {
      for (const region of regions) region.close();
      await threads.close();
      await Promise.all(gateways.map((gateway) => gateway.remove()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Removes what a run stored, so that the disk does not fill and no run pays for another's pages. */
export function emptyRegions({ gateways }: BenchPlace): void {
  for (const { folder } of gateways) {
    const bucket = join(folder, 'data/vault');
    for (const name of readdirSync(bucket)) rmSync(join(bucket, name), { recursive: true, force: true });
  }
}

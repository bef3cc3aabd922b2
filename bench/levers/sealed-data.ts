import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { SealSample } from '../../src/domain/seal-sample';
import { generateAgeKeys } from '../../src/vault/crypto/age-keys';
import { PartThreads } from '../../src/vault/seal/part-threads';
import { createSealer, sealedRoom, type SealSettings } from '../../src/vault/seal/sealer';

export interface SealedRun {
  /** Sealed bytes for each plain one. */
  readonly ratio: number;
  readonly cpuSeconds: number;
  readonly sample: SealSample | null;
}

export interface SealOrder {
  readonly path: string;
  readonly partBytes: number;
  readonly level: number;
  /** Default: none is taken. */
  readonly sampling?: { readonly bytes: number; readonly levels: readonly number[] };
}

/** The threads of a process, for files that are sealed and let go. */
export class SealingBench {
  readonly threads = new PartThreads(availableParallelism());

  async seal({ path, partBytes, level, sampling }: SealOrder): Promise<SealedRun> {
    const { recipient } = await generateAgeKeys();
    let sample: SealSample | null = null;
    const asked: Pick<SealSettings, 'sampling'> =
      sampling === undefined ? {} : { sampling: { ...sampling, onSample: (each) => void (sample = each) } };
    const sealer = createSealer(this.threads, { recipients: [recipient], level, ...asked });
    const file = openSync(path, 'r');
    const totalBytes = statSync(path).size;
    let next = 0;
    let sealedBytes = 0;
    const lane = async (): Promise<void> => {
      const memory = Buffer.from(new SharedArrayBuffer(partBytes));
      const room = new SharedArrayBuffer(sealedRoom(partBytes));
      while (next < totalBytes) {
        const at = next;
        next += partBytes;
        const plain = memory.subarray(0, readSync(file, memory, 0, partBytes, at));
        sealedBytes += (await sealer.seal(plain, { room })).sealed.length;
      }
    };
    const cpu = process.cpuUsage();
    await Promise.all(Array.from({ length: this.threads.size }, lane));
    const { user, system } = process.cpuUsage(cpu);
    closeSync(file);
    return {
      ratio: sealedBytes / totalBytes,
      cpuSeconds: (user + system) / 1e6,
      sample,
    };
  }

  close(): Promise<void> {
    return this.threads.close();
  }
}

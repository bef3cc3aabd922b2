import { basename, dirname } from 'node:path';
import { availableParallelism } from 'node:os';
import { partRanges } from '../../src/domain/part-ranges';
import { openLocalFile } from '../../src/oracle/local-file-reader';
import { createSealer, sealedRoom } from '../../src/vault/seal/sealer';
import { partBytes } from './our-path';
import type { BenchPlace } from './place';

/** Reads and seals every part, and lets it go. */
export async function sealAlone({ data, keys, threads, memory }: BenchPlace): Promise<void> {
  const reader = await openLocalFile(dirname(data.path), basename(data.path));
  const sealer = createSealer(threads, { recipients: [keys.recipient], level: 1 });
  const queue = [...partRanges(data.bytes, partBytes, 0, Infinity)];
  const never = new AbortController().signal;
  const lane = async (): Promise<void> => {
    for (let range = queue.shift(); range !== undefined; range = queue.shift()) {
      const plain = await memory.lease('plain', sealedRoom(range.sizeBytes), never);
      const sealed = await memory.lease('sealed', sealedRoom(range.sizeBytes), never);
      const into = Buffer.from(plain.memory, 0, range.sizeBytes);
      const { memory: room } = sealed;
      await sealer.seal(await reader.readRange(range.offsetBytes, range.sizeBytes, never, into), { room });
      plain.release('again');
      sealed.release('again');
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  await reader.close();
}

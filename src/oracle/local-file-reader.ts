import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { BackupError } from '../errors';
import type { FileReader } from './file-reader';

/**
 * Opens a dump file where this host sees the directory. The same promises as over the wire.
 *
 * @param expectedBytes what the export said: another length is refused.
 * @throws LOCAL_PATH_UNREADABLE, DUMP_FILE_CHANGED
 */
export async function openLocalFile(localPath: string, name: string, expectedBytes?: number): Promise<FileReader> {
  const path = join(localPath, name);
  const handle = await open(path, 'r').catch((cause: unknown) => {
    throw new BackupError('LOCAL_PATH_UNREADABLE', `cannot open ${path}: ${(cause as Error).message}`, { cause });
  });
  const { size: sizeBytes } = await handle.stat();
  const changed = (now: number): BackupError =>
    new BackupError(
      'DUMP_FILE_CHANGED',
      `${path} has ${now} bytes, and had ${expectedBytes ?? sizeBytes} when the export ended`,
    );
  if (expectedBytes !== undefined && expectedBytes !== sizeBytes) {
    await handle.close();
    throw changed(sizeBytes);
  }
  return {
    sizeBytes,
    async readRange(offsetBytes, rangeBytes, signal, into) {
      const whole = into ?? Buffer.allocUnsafe(rangeBytes);
      for (let done = 0; done < rangeBytes;) {
        signal?.throwIfAborted();
        const { bytesRead } = await handle.read(whole, done, rangeBytes - done, offsetBytes + done);
        if (bytesRead === 0) throw changed(offsetBytes + done);
        done += bytesRead;
      }
      const { size } = await handle.stat();
      if (size !== sizeBytes) throw changed(size);
      return whole;
    },
    close: () => handle.close(),
  };
}

import { isUtf8 } from 'node:buffer';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { CsvRecords, CsvSyntaxError, longestRecord, type CsvRecord } from './csv-records';
import { loadError } from './load-error';

const bytesPerRead = 256 * 1024;
const lineFeed = 0x0a;
const byteOrderMark = '\uFEFF';

/**
 * The records of a CSV file in UTF-8, the header's among them, as they are read. Throws LOAD_INVALID for what is no
 * CSV, is no UTF-8 or cannot be read.
 */
export async function* readCsvFile(filePath: string): AsyncGenerator<readonly CsvRecord[], void, undefined> {
  const file = path.basename(filePath);
  const records = new CsvRecords();
  let isFirst = true;
  try {
    for await (const block of readWholeLines(filePath)) {
      if (block.length > longestRecord) throw new CsvSyntaxError(records.lastLine, 'a line of more than 8 MB');
      if (!isUtf8(block)) throw new CsvSyntaxError(firstBadLine(block, records.lastLine), 'the text is not UTF-8');
      const text = block.toString('utf8');
      yield records.push(isFirst && text.startsWith(byteOrderMark) ? text.slice(1) : text);
      isFirst = false;
    }
    yield records.end();
  } catch (error) {
    if (error instanceof CsvSyntaxError) throw loadError({ file, line: error.line }, error.message, error);
    if (error instanceof Error && 'syscall' in error)
      throw loadError({ file }, `cannot be read: ${error.message}`, error);
    throw error;
  }
}

/**
 * Cut behind a line feed, so that no character is cut in two; the last block need not end with one. A block of more than
 * the longest record begins with a line that is too long, and may be cut anywhere.
 */
async function* readWholeLines(filePath: string): AsyncGenerator<Buffer, void, undefined> {
  let open: Buffer[] = [];
  let openBytes = 0;
  for await (const piece of createReadStream(filePath, { highWaterMark: bytesPerRead })) {
    // Without an encoding, a stream of a file gives Buffers.
    const bytes = piece as Buffer;
    const end = openBytes > longestRecord ? bytes.length : bytes.lastIndexOf(lineFeed) + 1;
    if (end > 0) {
      yield Buffer.concat([...open, bytes.subarray(0, end)]);
      open = [];
      openBytes = 0;
    }
    open.push(bytes.subarray(end));
    openBytes += bytes.length - end;
  }
  yield Buffer.concat(open);
}

function firstBadLine(block: Buffer, firstLine: number): number {
  let line = firstLine;
  for (let start = 0; start < block.length; line += 1) {
    const end = block.indexOf(lineFeed, start) + 1 || block.length;
    if (!isUtf8(block.subarray(start, end))) break;
    start = end;
  }
  return line;
}

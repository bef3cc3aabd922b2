import { crc32 } from 'node:zlib';
import type { ColumnDefinition, SqlValue } from '../engine';

/** See docs/sandbox-dump-format.md. */
export const blockBytes = 4096;
const magic = Buffer.from('RDBTDUMP');
const frameHeaderBytes = 16;

/** A dump file's first block. */
export interface DumpHeader {
  readonly formatVersion: 1;
  readonly guid: string;
  readonly fileNumber: number;
  /** Where the master section begins, or null when another file of the set has it. */
  readonly masterOffset: number | null;
  readonly jobOwner: string;
  readonly jobName: string;
  readonly mode: string;
  /** Decimal; null when the tables were not read as of one SCN. */
  readonly scn: string | null;
  readonly databaseName: string;
  readonly databaseVersion: string;
  readonly characterSet: string;
  readonly timeZoneFileVersion: number;
  readonly createdAt: string;
}

export interface DumpedTable {
  readonly number: number;
  readonly owner: string;
  readonly name: string;
  readonly columns: readonly ColumnDefinition[];
  readonly primaryKey: readonly string[];
  readonly comment: string | null;
  readonly rows: number;
  readonly bytes: number;
  /** Rows are in the dump; false for a table whose data failed or was left out. */
  readonly hasData: boolean;
}

/** The master section: written last, it says what the set holds. */
export interface DumpMaster {
  readonly tables: readonly DumpedTable[];
  /** File names, in the order of their numbers. */
  readonly files: readonly string[];
}

/** `T` a table's definition, `R` rows of a table, `M` the master section. */
export type FrameType = 'T' | 'R' | 'M';

export interface Frame {
  readonly type: FrameType;
  readonly isDeflated: boolean;
  readonly table: number;
  readonly payload: Buffer;
}

export function encodeHeader(header: DumpHeader): Buffer {
  const json = Buffer.from(JSON.stringify(header));
  const block = Buffer.alloc(blockBytes);
  magic.copy(block);
  block.writeUInt32BE(json.length, 8);
  block.writeUInt32BE(crc32(json), 12);
  json.copy(block, 16);
  return block;
}

/** Undefined: not a dump file at all. 'damaged': its checksum is wrong. */
export function decodeHeader(block: Buffer): DumpHeader | 'damaged' | undefined {
  if (block.length < blockBytes || !block.subarray(0, magic.length).equals(magic)) return undefined;
  const json = block.subarray(16, 16 + block.readUInt32BE(8));
  // Whatever has the right checksum was written by encodeHeader.
  return crc32(json) === block.readUInt32BE(12) ? (JSON.parse(json.toString()) as DumpHeader) : 'damaged';
}

export function encodeFrame(frame: Frame): Buffer {
  const header = Buffer.alloc(frameHeaderBytes);
  header.write(frame.type, 0, 'latin1');
  header.writeUInt8(frame.isDeflated ? 1 : 0, 1);
  header.writeUInt32BE(frame.payload.length, 4);
  header.writeUInt32BE(frame.table, 8);
  header.writeUInt32BE(crc32(frame.payload), 12);
  return Buffer.concat([header, frame.payload]);
}

export interface FrameHeader {
  readonly type: FrameType;
  readonly isDeflated: boolean;
  readonly payloadBytes: number;
  readonly table: number;
  readonly checksum: number;
}

/** Undefined where padding begins. */
export function decodeFrameHeader(bytes: Buffer): FrameHeader | undefined {
  const type = String.fromCodePoint(bytes[0] ?? 0);
  if (type !== 'T' && type !== 'R' && type !== 'M') return undefined;
  return {
    type,
    isDeflated: bytes[1] === 1,
    payloadBytes: bytes.readUInt32BE(4),
    table: bytes.readUInt32BE(8),
    checksum: bytes.readUInt32BE(12),
  };
}

export const frameOverheadBytes = frameHeaderBytes;

/** Rows as JSON: an array of arrays of texts and nulls, bytes in hex. JSON is the fastest codec that Node has. */
export function encodeRows(rows: readonly (readonly SqlValue[])[], columns: readonly ColumnDefinition[]): Buffer {
  const hasBytes = columns.some(isBytes);
  const plain = hasBytes
    ? rows.map((row) => row.map((value) => (Buffer.isBuffer(value) ? value.toString('hex') : value)))
    : rows;
  return Buffer.from(JSON.stringify(plain));
}

export function decodeRows(payload: Buffer, columns: readonly ColumnDefinition[]): readonly (readonly SqlValue[])[] {
  // The frame's checksum was right, so these are encodeRows' rows.
  const rows = JSON.parse(payload.toString()) as readonly (readonly SqlValue[])[];
  const bytes = columns.map(isBytes);
  if (!bytes.includes(true)) return rows;
  return rows.map((row) =>
    row.map((value, index) => (bytes[index] === true && typeof value === 'string' ? Buffer.from(value, 'hex') : value)),
  );
}

function isBytes(column: ColumnDefinition): boolean {
  return column.type === 'RAW' || column.type === 'BLOB';
}

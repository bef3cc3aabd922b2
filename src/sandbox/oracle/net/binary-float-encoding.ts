/** BINARY_DOUBLE: IEEE 754, with the bits turned so that the bytes sort as the numbers do. */
export function encodeBinaryDouble(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(value);
  return sortable(bytes);
}

/** BINARY_FLOAT, alike in 4 bytes. */
export function encodeBinaryFloat(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatBE(value);
  return sortable(bytes);
}

/** Of 4 or 8 bytes. Throws RangeError for any other length. */
export function decodeBinaryFloat(bytes: Buffer): number {
  const isPositive = ((bytes[0] ?? 0) & 0x80) !== 0;
  const plain = Buffer.from(
    bytes.map((byte, index) => (isPositive ? (index === 0 ? byte & 0x7f : byte) : byte ^ 0xff)),
  );
  return plain.length === 4 ? plain.readFloatBE() : plain.readDoubleBE();
}

function sortable(bytes: Buffer): Buffer {
  const isPositive = ((bytes[0] ?? 0) & 0x80) === 0;
  return bytes.map((byte, index) => (isPositive ? (index === 0 ? byte | 0x80 : byte) : byte ^ 0xff)) as Buffer;
}

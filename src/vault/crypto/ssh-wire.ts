import { BackupError, type ErrorCode } from '../../errors';

/** Fields of SSH's binary formats (RFC 4251, section 5): a length in four bytes, then the bytes. */
export function sshString(value: string | Uint8Array): Buffer {
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

export function sshUint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Reads such fields one after the other; what ends too early is an error of the given code. */
export class SshReader {
  #at = 0;

  constructor(
    private readonly bytes: Buffer,
    private readonly code: ErrorCode,
    private readonly what: string,
  ) {}

  raw(length: number): Buffer {
    if (this.#at + length > this.bytes.length) throw new BackupError(this.code, `${this.what} is cut short`);
    this.#at += length;
    return this.bytes.subarray(this.#at - length, this.#at);
  }

  uint32(): number {
    return this.raw(4).readUInt32BE();
  }

  string(): Buffer {
    return this.raw(this.uint32());
  }

  text(): string {
    return this.string().toString('utf8');
  }
}

/** The message goes on in a packet that has not come yet (or, if it was complete, it is malformed). */
export class IncompleteMessage extends Error {
  override readonly name = 'IncompleteMessage';
}

/** The client sent what no client sends: its connection is closed. */
export class MalformedMessage extends Error {
  override readonly name = 'MalformedMessage';
}

const longIndicator = 254;
const nullIndicator = 255;

/** Reads the primitives of TTC from one message. Every method throws {@link IncompleteMessage} at its end. */
export class MessageReader {
  #position = 0;

  constructor(readonly buffer: Buffer) {}

  get remaining(): number {
    return this.buffer.length - this.#position;
  }

  u8(): number {
    return this.bytes(1).readUInt8();
  }

  u16le(): number {
    return this.bytes(2).readUInt16LE();
  }

  u16be(): number {
    return this.bytes(2).readUInt16BE();
  }

  /** UBn and SBn: a length byte, then that many big-endian bytes; bit 0x80 of the length is the sign. */
  ub(): number {
    const head = this.u8();
    const size = head & 0x7f;
    if (size === 0) return 0;
    if (size > 8) throw new MalformedMessage(`an integer of ${String(size)} bytes`);
    const bytes = this.bytes(size);
    const value = size <= 6 ? bytes.readUIntBE(0, size) : Number(BigInt(`0x${bytes.toString('hex')}`));
    return head & 0x80 ? -value : value;
  }

  bytes(count: number): Buffer {
    const end = this.#position + count;
    if (count < 0 || end > this.buffer.length) throw new IncompleteMessage(`${String(count)} bytes are missing`);
    const taken = this.buffer.subarray(this.#position, end);
    this.#position = end;
    return taken;
  }

  /** CLR bytes; null for NULL. */
  clr(): Buffer | null {
    const length = this.u8();
    if (length === 0 || length === nullIndicator) return null;
    if (length !== longIndicator) return this.bytes(length);
    const chunks: Buffer[] = [];
    for (let size = this.ub(); size !== 0; size = this.ub()) chunks.push(this.bytes(size));
    return Buffer.concat(chunks);
  }

  /** UB4 length, then CLR if it is not 0. */
  string(): string {
    return this.sizedClr()?.toString('utf8') ?? '';
  }

  /** UB4 length, then CLR if it is not 0. */
  sizedClr(): Buffer | null {
    return this.ub() === 0 ? null : this.clr();
  }

  /** A text whose length was read before; some clients repeat it, others do not. */
  text(length: number, hasLength: boolean): string {
    const bytes = hasLength ? this.clr() : this.bytes(length);
    return bytes?.toString('utf8') ?? '';
  }

  /** The pairs of the login messages. */
  keyValue(): { readonly key: string; readonly value: string } {
    const key = this.string();
    const value = this.string();
    this.ub(); // flags
    return { key, value };
  }
}

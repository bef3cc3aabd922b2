const firstSlabBytes = 2048;
const slabBytes = 64 * 1024;
/** From here on a buffer is passed on as it is: a copy would cost more than another entry in the list. */
const byReferenceBytes = 4096;
const shortClrMax = 252;
const longIndicator = 254;

/** Writes the primitives of TTC. What it wrote is a list of buffers, so that large values are never copied. */
export class MessageWriter {
  readonly #parts: Buffer[] = [];
  #slab = Buffer.allocUnsafe(firstSlabBytes);
  #start = 0;
  #position = 0;
  #length = 0;

  /** `callNumber`: the sequence number of the request that this answers; a reply's end repeats it. */
  constructor(readonly callNumber = 0) {}

  /** Bytes written so far. */
  get length(): number {
    return this.#length + this.#position - this.#start;
  }

  u8(value: number): this {
    this.#reserve(1);
    this.#slab[this.#position++] = value;
    return this;
  }

  u16le(value: number): this {
    this.#reserve(2);
    this.#position = this.#slab.writeUInt16LE(value, this.#position);
    return this;
  }

  u16be(value: number): this {
    this.#reserve(2);
    this.#position = this.#slab.writeUInt16BE(value, this.#position);
    return this;
  }

  /** UBn; for a negative value SBn. At most 6 bytes (256 TiB), enough for every length and count here. */
  ub(value: number): this {
    if (value === 0) return this.u8(0);
    const magnitude = Math.abs(value);
    const size = magnitude < 0x100 ? 1 : magnitude < 0x1_0000 ? 2 : magnitude < 0x1_0000_0000 ? 4 : 6;
    this.u8(value < 0 ? size | 0x80 : size);
    this.#reserve(size);
    this.#position = this.#slab.writeUIntBE(magnitude, this.#position, size);
    return this;
  }

  /** `count` times UB 0 (which is also a zero byte). */
  zeros(count: number): this {
    this.#reserve(count);
    this.#slab.fill(0, this.#position, this.#position + count);
    this.#position += count;
    return this;
  }

  /** The buffer must not change until the reply has been sent. */
  bytes(value: Buffer): this {
    if (value.length >= byReferenceBytes) {
      this.#flush();
      this.#parts.push(value);
      this.#length += value.length;
      return this;
    }
    this.#reserve(value.length);
    value.copy(this.#slab, this.#position);
    this.#position += value.length;
    return this;
  }

  /** CLR bytes in one chunk if they are long. Null and empty are the same, as in Oracle. */
  clr(value: Buffer | null): this {
    if (value === null || value.length === 0) return this.u8(0);
    if (value.length <= shortClrMax) return this.u8(value.length).bytes(value);
    return this.u8(longIndicator).ub(value.length).bytes(value).u8(0);
  }

  /** CLR of the text in UTF-8. */
  clrText(value: string): this {
    // Nearly every value of a row is short: one write into the slab, no buffer in between.
    if (value.length * 3 > shortClrMax) return this.clr(Buffer.from(value));
    this.#reserve(1 + value.length * 3);
    const written = this.#slab.write(value, this.#position + 1);
    this.#slab[this.#position] = written;
    this.#position += 1 + written;
    return this;
  }

  /** UB4 length, then CLR if it is not 0. */
  string(value: string): this {
    const bytes = Buffer.from(value);
    this.ub(bytes.length);
    return bytes.length === 0 ? this : this.clr(bytes);
  }

  /** Everything written, in order. Ends the writer's use. */
  finish(): readonly Buffer[] {
    this.#flush();
    return this.#parts;
  }

  #reserve(count: number): void {
    if (this.#position + count <= this.#slab.length) return;
    this.#flush();
    this.#slab = Buffer.allocUnsafe(Math.max(slabBytes, count));
    this.#start = 0;
    this.#position = 0;
  }

  #flush(): void {
    if (this.#position === this.#start) return;
    this.#parts.push(this.#slab.subarray(this.#start, this.#position));
    this.#length += this.#position - this.#start;
    this.#start = this.#position;
  }
}

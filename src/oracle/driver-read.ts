/** The thin driver's collector of a long value that comes in chunks, which `ReadInto` stands in for. */
interface ChunkCollector {
  startChunkedRead(): void;
  getBuf(sizeBytes: number): Buffer;
  endChunkedRead(): Buffer;
}

/** What receives the answers of a session, as far as we need it. Not in the driver's types. */
interface AnswerBuffer {
  chunkedBytesBuf: ChunkCollector;
  /** Waits for a packet, or, where the server marks the ends of its answers, for a whole answer. */
  waitForPackets: (wholeAnswer?: boolean) => Promise<void>;
  readonly nsi: {
    readonly endOfRequestSupport: boolean;
    readonly sAtts: { readonly sdu: number };
    readonly ntAdapter: {
      readonly packets: readonly { readonly buf: Buffer }[];
      readonly err: boolean;
      readonly connected: boolean;
      readWaiter: (() => void) | null | undefined;
    } | null;
  };
}

/** Error messages are shorter; data that is shorter may be copied once more. */
const surelyDataBytes = 64 * 1024;

/** Where the bytes of a read go, until nobody waits for them any more. */
export class Destination {
  #buffer: Buffer | undefined;

  constructor(buffer: Buffer) {
    this.#buffer = buffer;
    this.sizeBytes = buffer.length;
  }

  readonly sizeBytes: number;

  /** The place of some of the bytes; elsewhere once it is closed. */
  at(offset: number, sizeBytes: number): Buffer {
    if (offset + sizeBytes > this.sizeBytes)
      throw new RangeError(`${this.sizeBytes} bytes were asked for, and more came`);
    return this.#buffer?.subarray(offset, offset + sizeBytes) ?? Buffer.allocUnsafe(sizeBytes);
  }

  /** From now on nothing is written into the buffer: a call that was given up may still be answered. */
  close(): void {
    this.#buffer = undefined;
  }
}

/**
 * Lets the driver put the data of a LOB read where it belongs, and decode each answer once. By itself it begins a long
 * answer anew with each packet that comes late (of an 8 KiB session data unit, a read of 1 MiB has 128), and copies what
 * it has decoded. Figures: docs/adr/0015-reads-into-the-part.md.
 */
export class ReadInto {
  private constructor(private readonly answers: AnswerBuffer) {}

  /** Undefined where this driver is built otherwise: its own way of reading is slower and as right. */
  static of(answers: unknown): ReadInto | undefined {
    return isAnswerBuffer(answers) ? new ReadInto(answers) : undefined;
  }

  /** @param read asks the driver for as many bytes as the destination has. @returns how many came */
  async run(destination: Destination, read: () => Promise<unknown>): Promise<number> {
    const { answers } = this;
    const usual = answers.chunkedBytesBuf;
    const { waitForPackets } = answers;
    const collector = new Collector(destination, usual);
    let isFirst = true;
    answers.chunkedBytesBuf = collector;
    answers.waitForPackets = async (wholeAnswer) => {
      if (isFirst && !answers.nsi.endOfRequestSupport) await arrival(answers, destination.sizeBytes);
      isFirst = false;
      return waitForPackets.call(answers, wholeAnswer);
    };
    try {
      const data = await read();
      return collector.dataBytes ?? copied(data, destination);
    } finally {
      answers.chunkedBytesBuf = usual;
      answers.waitForPackets = waitForPackets;
    }
  }
}

/** Puts what the driver read in its own way where it belongs. @returns its bytes */
export function copied(data: unknown, destination: Destination): number {
  return data instanceof Buffer ? data.copy(destination.at(0, data.length)) : 0;
}

/** Hands out the destination itself for the data, and leaves whatever else an answer has to the usual collector. */
class Collector implements ChunkCollector {
  /** Undefined until all of it has come. Nothing after it takes the driver back to it: its message ends there. */
  dataBytes: number | undefined;
  #taken = 0;

  constructor(
    private readonly destination: Destination,
    private readonly usual: ChunkCollector,
  ) {}

  startChunkedRead(): void {
    this.#taken = 0;
    if (this.dataBytes !== undefined) this.usual.startChunkedRead();
  }

  getBuf(sizeBytes: number): Buffer {
    if (this.dataBytes !== undefined) return this.usual.getBuf(sizeBytes);
    const chunk = this.destination.at(this.#taken, sizeBytes);
    this.#taken += sizeBytes;
    return chunk;
  }

  /** The driver copies what this returns: data has no need of that. */
  endChunkedRead(): Buffer {
    if (this.dataBytes !== undefined) return this.usual.endChunkedRead();
    if (this.#taken < surelyDataBytes) return this.destination.at(0, this.#taken);
    this.dataBytes = this.#taken;
    return Buffer.alloc(0);
  }
}

/**
 * Waits until an answer with so much data is there. Only a full packet is waited behind: whatever else the server sends (an
 * error, a marker, the file's end) ends in one that is not, and the driver takes it from there.
 */
async function arrival({ nsi: { ntAdapter: line, sAtts } }: AnswerBuffer, dataBytes: number): Promise<void> {
  if (line === null) return;
  while (line.connected && !line.err) {
    const { packets } = line;
    const last = packets.at(-1);
    if (last !== undefined && last.buf.length < sAtts.sdu) return;
    if (packets.reduce((sum, { buf }) => sum + buf.length, 0) > dataBytes) return;
    await new Promise<void>((resolve) => (line.readWaiter = resolve));
  }
}

function isAnswerBuffer(value: unknown): value is AnswerBuffer {
  const answers = value as Partial<AnswerBuffer> | null | undefined;
  const collector = answers?.chunkedBytesBuf as Partial<ChunkCollector> | undefined;
  return (
    typeof answers?.waitForPackets === 'function' &&
    typeof collector?.startChunkedRead === 'function' &&
    typeof collector.getBuf === 'function' &&
    typeof collector.endChunkedRead === 'function' &&
    typeof answers.nsi?.sAtts?.sdu === 'number' &&
    Array.isArray(answers.nsi.ntAdapter?.packets)
  );
}

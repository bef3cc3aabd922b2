import { MalformedMessage } from './message-reader';
import { packetTypes } from './protocol-codes';

const headerBytes = 8;
const dataHeaderBytes = 10;
/** No SDU is larger, so no packet is. */
const maxPacketBytes = 2 * 1024 * 1024;

/** Beyond it is no Oracle Net: no need to wait for the bytes that such a header promises. */
const highestPacketType = 19;

export interface Packet {
  readonly type: number;
  /** The whole packet, header included. */
  readonly bytes: Buffer;
}

/** Cuts the byte stream of a client into packets. */
export class PacketSplitter {
  /** Up to and including ACCEPT the length is a uint16, after it a uint32. */
  longLengths = false;
  #pending: Buffer = Buffer.alloc(0);

  /** Adds what came from the socket. Throws {@link MalformedMessage} when it cannot be Oracle Net. */
  push(chunk: Buffer): void {
    this.#pending = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
  }

  /** The next whole packet; undefined until more bytes come. */
  next(): Packet | undefined {
    if (this.#pending.length < headerBytes) return undefined;
    const length = this.longLengths ? this.#pending.readUInt32BE(0) : this.#pending.readUInt16BE(0);
    const type = this.#pending.readUInt8(4);
    if (length < headerBytes || length > maxPacketBytes || type > highestPacketType) {
      throw new MalformedMessage(`a packet of type ${String(type)} and ${String(length)} bytes`);
    }
    if (this.#pending.length < length) return undefined;
    const bytes = this.#pending.subarray(0, length);
    this.#pending = this.#pending.subarray(length);
    return { type, bytes };
  }
}

/** One packet as it is before ACCEPT: the length is a uint16. */
export function shortPacket(type: number, body: Buffer): Buffer {
  const header = Buffer.alloc(headerBytes);
  header.writeUInt16BE(headerBytes + body.length, 0);
  header.writeUInt8(type, 4);
  return Buffer.concat([header, body]);
}

/** A MARKER packet, as it is after ACCEPT. */
export function markerPacket(marker: number): Buffer {
  return Buffer.from([0, 0, 0, 11, packetTypes.marker, 0, 0, 0, 1, 0, marker]);
}

/**
 * Spreads a message over DATA packets of at most `sdu` bytes. A packet is a list of its buffers: the payload is
 * only sliced, never copied.
 */
export function* dataPackets(message: readonly Buffer[], sdu: number, lastFlags: number): Generator<readonly Buffer[]> {
  const room = sdu - dataHeaderBytes;
  let packet: Buffer[] = [];
  let filled = 0;
  for (const part of message) {
    let offset = 0;
    while (offset < part.length) {
      if (filled === room) {
        yield [dataHeader(filled, 0), ...packet];
        packet = [];
        filled = 0;
      }
      const slice = part.subarray(offset, offset + room - filled);
      packet.push(slice);
      filled += slice.length;
      offset += slice.length;
    }
  }
  yield [dataHeader(filled, lastFlags), ...packet];
}

function dataHeader(payloadBytes: number, flags: number): Buffer {
  const header = Buffer.alloc(dataHeaderBytes);
  header.writeUInt32BE(dataHeaderBytes + payloadBytes, 0);
  header.writeUInt8(packetTypes.data, 4);
  header.writeUInt16BE(flags, 8);
  return header;
}

import type { Socket } from 'node:net';
import type { Reply } from './conversation';
import { dataPackets } from './packets';
import { dataFlags } from './protocol-codes';

/** Bytes handed to the socket before the client has to take some. */
const batchBytes = 1024 * 1024;

/** Sends replies in packets, no faster than the client reads them. */
export class ReplySender {
  /** The agreed size of a packet, in bytes. */
  sdu = 8192;
  #isInterrupted = false;

  constructor(private readonly socket: Socket) {}

  /** Sends no more of the reply that is under way; it stops behind a whole packet. */
  interrupt(): void {
    this.#isInterrupted = true;
  }

  /** Settles when the reply is on its way, was interrupted, or the client is gone. */
  async send(reply: Reply): Promise<void> {
    await this.#sendUpTo(reply, Infinity);
  }

  /** Sends the first half of the bytes, to break off in the middle of a packet. */
  async sendHalf(reply: Reply): Promise<void> {
    await this.#sendUpTo(reply, Math.trunc(reply.lengthBytes / 2));
  }

  async #sendUpTo(reply: Reply, limitBytes: number): Promise<void> {
    this.#isInterrupted = false;
    let left = limitBytes;
    let batch: Buffer[] = [];
    let batched = 0;
    for (const packet of dataPackets(reply.message, this.sdu, reply.isFramed ? dataFlags.endOfResponse : 0)) {
      for (const buffer of packet) {
        const kept = buffer.length <= left ? buffer : buffer.subarray(0, left);
        left -= kept.length;
        batched += kept.length;
        batch.push(kept);
      }
      if (left <= 0) break;
      if (batched < batchBytes) continue;
      await this.#write(batch);
      if (this.#isInterrupted || this.socket.destroyed) return;
      batch = [];
      batched = 0;
    }
    await this.#write(batch);
  }

  async #write(buffers: readonly Buffer[]): Promise<void> {
    if (!this.socket.writable) return;
    // Corked, all of them go to the kernel in one call.
    this.socket.cork();
    let canTakeMore = true;
    for (const buffer of buffers) canTakeMore = this.socket.write(buffer);
    this.socket.uncork();
    if (!canTakeMore) await this.#drained();
  }

  async #drained(): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        this.socket.off('drain', done);
        this.socket.off('close', done);
        resolve();
      };
      this.socket.on('drain', done);
      this.socket.on('close', done);
    });
  }
}

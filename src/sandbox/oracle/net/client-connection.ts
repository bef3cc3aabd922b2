import type { Socket } from 'node:net';
import type { Engine } from '../engine';
import type { Faults } from '../faults';
import { acceptPacket, parseConnect, refusalOf, refusePacket, type ConnectRequest } from './connect-packets';
import { Conversation, type PendingCall, type Reply } from './conversation';
import { offeredDialect, type Protocol } from './dialect';
import { IncompleteMessage, MalformedMessage } from './message-reader';
import { PacketSplitter, markerPacket, type Packet } from './packets';
import { dataFlags, markers, packetTypes } from './protocol-codes';
import { ReplySender } from './reply-sender';
import { serverError } from './server-errors';

/** What all connections of a server share. */
export interface ConnectionSettings {
  readonly engine: Engine;
  readonly faults: Faults;
  readonly protocol: Protocol;
  /** The largest packet that the server agrees to, in bytes. */
  readonly maxSdu: number;
}

const minSdu = 512;
const defaultSdu = 8192;

interface RunningCall {
  readonly abort: AbortController;
  /** Settles when the engine is done with the call, and never fails. */
  readonly settled: Promise<void>;
  isAnswered: boolean;
}

/** One client's socket: packets, breaks, one call at a time, and the end of the session however the client goes. */
export class ClientConnection {
  /** Settles when the socket is closed and the session has ended. */
  readonly closed: Promise<void>;
  readonly #splitter = new PacketSplitter();
  readonly #sender: ReplySender;
  #connect: ConnectRequest | undefined;
  #conversation: Conversation | undefined;
  #payload: Buffer[] = [];
  /** Most clients mark the last packet of a request; where they do not, reading it tells whether it is whole. */
  #marksRequests = false;
  #waiting: PendingCall[] = [];
  #running: RunningCall | undefined;
  #isBreaking = false;
  #isKilled = false;

  constructor(
    private readonly socket: Socket,
    private readonly settings: ConnectionSettings,
  ) {
    this.#sender = new ReplySender(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => this.#receive(chunk));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => resolve(this.#endSession()));
    });
  }

  get sid(): number | undefined {
    return this.#conversation?.session?.engine.sid;
  }

  /** The session is gone: the call that runs, or else the next one, is answered with ORA-00028. */
  kill(): void {
    this.#isKilled = true;
    const running = this.#running;
    if (running === undefined || running.isAnswered) return;
    running.isAnswered = true;
    void this.#refuseKilled();
    running.abort.abort();
  }

  destroy(): void {
    this.socket.destroy();
  }

  async #endSession(): Promise<void> {
    this.#waiting = [];
    this.#running?.abort.abort();
    await this.#running?.settled;
    const session = this.#conversation?.session;
    session?.cursors.closeAll();
    session?.engine.end();
  }

  #receive(chunk: Buffer): void {
    try {
      this.#splitter.push(chunk);
      for (let packet = this.#splitter.next(); packet !== undefined; packet = this.#splitter.next()) {
        this.#handle(packet);
        if (this.socket.destroyed || this.socket.writableEnded) return;
      }
    } catch (error) {
      // The client speaks no Oracle Net, so that nobody can be told; whatever it sent concerns this connection only.
      this.socket.destroy(error instanceof Error ? error : undefined);
    }
  }

  #handle({ type, bytes }: Packet): void {
    if (this.#conversation === undefined) {
      this.#negotiate(type, bytes);
    } else if (type === packetTypes.data) {
      this.#takeData(this.#conversation, bytes);
    } else if (type === packetTypes.marker) {
      this.#takeMarker(this.#conversation, bytes.at(10));
    } else {
      throw new MalformedMessage(`a packet of type ${String(type)}`);
    }
  }

  /** CONNECT, and a DATA packet with the connect data if they are too long for it. */
  #negotiate(type: number, bytes: Buffer): void {
    if (this.#connect === undefined) {
      if (type !== packetTypes.connect) throw new MalformedMessage('no CONNECT packet');
      this.#connect = parseConnect(bytes);
      if (this.#connect.connectData !== undefined) this.#answerConnect(this.#connect, this.#connect.connectData);
      return;
    }
    this.#answerConnect(this.#connect, bytes.toString('latin1', 10));
  }

  #answerConnect(connect: ConnectRequest, connectData: string): void {
    const { engine, faults } = this.settings;
    const { serviceName, databaseName: sid } = engine.settings;
    const refusal = faults.take('refuse-connect')?.error ?? refusalOf(connectData, { serviceName, sid });
    if (refusal !== undefined) {
      this.socket.end(refusePacket(refusal));
      return;
    }
    const offered = offeredDialect(this.settings.protocol);
    const tnsVersion = Math.min(offered.tnsVersion, connect.tnsVersion);
    const dialect = { ...offered, tnsVersion, endOfResponse: offered.endOfResponse && tnsVersion >= 319 };
    const sdu = Math.max(minSdu, Math.min(connect.sdu || defaultSdu, this.settings.maxSdu));
    this.#sender.sdu = sdu;
    this.socket.write(acceptPacket(dialect, sdu));
    this.#splitter.longLengths = true;
    this.#conversation = new Conversation(engine, faults, dialect);
  }

  #takeData(conversation: Conversation, bytes: Buffer): void {
    const flags = bytes.length >= 10 ? bytes.readUInt16BE(8) : 0;
    if ((flags & dataFlags.endOfFile) !== 0) {
      this.socket.end();
      return;
    }
    if (this.#isBreaking) return; // sent before the client knew of the break
    this.#payload.push(bytes.subarray(10));
    const isMarked = (flags & dataFlags.endOfRequest) !== 0;
    this.#marksRequests ||= isMarked;
    if (this.#marksRequests && !isMarked && bytes.length >= this.#sender.sdu) return;
    try {
      const call = conversation.read(
        this.#payload.length === 1 ? (this.#payload[0] ?? bytes) : Buffer.concat(this.#payload),
      );
      this.#payload = [];
      this.#waiting.push(call);
      void this.#runWaiting();
    } catch (error) {
      if (!(error instanceof IncompleteMessage)) throw error;
      if (isMarked) throw new MalformedMessage('a request that ends too early');
    }
  }

  /** A break may come before, in or after the reply that it is meant for: each time the client resets, and gets ORA-01013. */
  #takeMarker(conversation: Conversation, marker: number | undefined): void {
    this.#payload = [];
    this.#waiting = [];
    if (marker !== markers.reset) {
      this.#isBreaking = true;
      this.#sender.interrupt();
      this.#running?.abort.abort();
      this.socket.write(markerPacket(markers.break));
      return;
    }
    void this.#answerReset(conversation);
  }

  async #answerReset(conversation: Conversation): Promise<void> {
    await this.#running?.settled;
    this.#isBreaking = false;
    this.socket.write(markerPacket(markers.reset));
    await this.#send(conversation.errorReply(serverError(1013)));
  }

  async #runWaiting(): Promise<void> {
    while (this.#running === undefined) {
      const call = this.#waiting.shift();
      if (call === undefined) return;
      if (this.#isKilled) {
        await this.#refuseKilled();
        return;
      }
      const abort = new AbortController();
      const finished = this.#runOne(call, abort.signal);
      this.#running = { abort, settled: finished, isAnswered: false };
      await finished;
      this.#running = undefined;
    }
  }

  async #runOne(call: PendingCall, signal: AbortSignal): Promise<void> {
    const reply = await call(signal);
    const running = this.#running;
    if (this.#isBreaking || this.socket.destroyed || running === undefined || running.isAnswered) return;
    running.isAnswered = true;
    await this.#send(reply);
  }

  async #refuseKilled(): Promise<void> {
    const reply = this.#conversation?.errorReply(serverError(28), true);
    if (reply !== undefined) await this.#send(reply);
  }

  async #send(reply: Reply): Promise<void> {
    const isLoggedIn = this.sid !== undefined;
    const drop = isLoggedIn
      ? this.settings.faults.take('drop-connection', ({ afterBytes }) => reply.lengthBytes >= afterBytes)
      : undefined;
    if (drop !== undefined) {
      await this.#sender.sendHalf(reply);
      this.socket.destroy();
      return;
    }
    await this.#sender.send(reply);
    if (reply.closes) this.socket.end();
  }
}

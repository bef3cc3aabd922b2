import type { Engine, OracleServerError } from '../engine';
import type { Faults } from '../faults';
import { Login, readLogin } from './authentication';
import { fieldVersions, type Dialect } from './dialect';
import { readSessionCall, type SessionCall } from './session-calls';
import { IncompleteMessage, MalformedMessage, MessageReader } from './message-reader';
import { MessageWriter } from './message-writer';
import { readDataTypesMessage, readProtocolMessage, writeDataTypesReply, writeProtocolReply } from './negotiation';
import { readPiggyback, type PiggybackEffect } from './piggybacks';
import { functions, messages } from './protocol-codes';
import { writeCallEnd } from './replies';
import { asServerError } from './server-errors';
import { WireSession } from './wire-session';

/** A reply to send, and whether the connection goes on after it. */
export interface Reply {
  readonly message: readonly Buffer[];
  readonly lengthBytes: number;
  readonly closes: boolean;
  /** Its last packet says that the reply ends there. */
  readonly isFramed: boolean;
}

/** A request that was read to its end and waits for its turn. */
export type PendingCall = (signal: AbortSignal) => Promise<Reply>;

interface Header {
  readonly code: number;
  readonly sequence: number;
  readonly token: number;
}

type Body = (reply: MessageWriter, signal: AbortSignal) => Promise<boolean> | boolean;

/** The messages of one client, from the first negotiation to logging off. It knows nothing of packets. */
export class Conversation {
  session: WireSession | undefined;
  readonly #login: Login;

  constructor(
    private readonly engine: Engine,
    private readonly faults: Faults,
    private dialect: Dialect,
  ) {
    this.#login = new Login(engine, faults);
  }

  /** Reads one request. Throws IncompleteMessage while it is not all there, and MalformedMessage. */
  read(bytes: Buffer): PendingCall {
    const message = new MessageReader(bytes);
    const type = message.u8();
    if (type === messages.protocol) return this.#readProtocol(message);
    if (type === messages.dataTypes) return this.#readDataTypes(message);
    const effects: PiggybackEffect[] = [];
    let next = type;
    for (; next === messages.piggyback; next = message.u8()) {
      effects.push(readPiggyback(message, this.#readHeader(message).code));
    }
    if (next !== messages.function) throw new MalformedMessage(`message ${String(next)}`);
    const header = this.#readHeader(message);
    const body = this.#readFunction(message, header.code);
    return (signal) => this.#perform(header, effects, body, signal);
  }

  /** The reply that is nothing but an error, as after a break or when the session was killed. */
  errorReply(error: OracleServerError, closes = false, callNumber = 0): Reply {
    const reply = new MessageWriter(callNumber);
    writeCallEnd(reply, this.dialect, { cursorId: 0, rowCount: 0, isInTransaction: false, error });
    return this.#finish(reply, closes);
  }

  #readProtocol(message: MessageReader): PendingCall {
    readProtocolMessage(message);
    const reply = new MessageWriter();
    writeProtocolReply(reply, this.dialect);
    return () => Promise.resolve(unframed(reply));
  }

  #readDataTypes(message: MessageReader): PendingCall {
    const client = readDataTypesMessage(message);
    const reply = new MessageWriter();
    writeDataTypesReply(reply, client);
    const fieldVersion = Math.min(this.dialect.fieldVersion, client.fieldVersion);
    const { universalSignedBytes, textsHaveLengths } = client;
    const endOfResponse = this.dialect.endOfResponse && client.endOfResponse;
    this.dialect = { ...this.dialect, fieldVersion, endOfResponse, universalSignedBytes, textsHaveLengths };
    return () => Promise.resolve(unframed(reply));
  }

  #readHeader(message: MessageReader): Header {
    const code = message.u8();
    const sequence = message.u8();
    const token = this.dialect.fieldVersion >= fieldVersions.v23_1Ext1 ? message.ub() : 0;
    return { code, sequence, token };
  }

  /** What is wrong with a request that can be read to its end is told in the reply. */
  #readFunction(message: MessageReader, code: number): Body {
    if (code === functions.sessionKey || code === functions.authenticate) return this.#readLogin(message, code);
    const { session } = this;
    if (session === undefined) throw new MalformedMessage(`function ${String(code)} before the login`);
    let call: SessionCall;
    try {
      call = readSessionCall(message, code, session);
    } catch (error) {
      if (error instanceof IncompleteMessage || error instanceof MalformedMessage) throw error;
      return () => {
        throw error;
      };
    }
    return async (reply, signal) => {
      await call(reply, signal);
      return code === functions.logoff;
    };
  }

  #readLogin(message: MessageReader, code: number): Body {
    const request = readLogin(message, this.dialect);
    if (code === functions.sessionKey) {
      return (reply) => {
        this.#login.start(request, reply, this.dialect);
        return false;
      };
    }
    return (reply) => {
      const engineSession = this.#login.finish(request, reply, this.dialect);
      this.session = new WireSession(engineSession, this.dialect, this.faults, this.engine.settings);
      return false;
    };
  }

  async #perform(header: Header, effects: readonly PiggybackEffect[], body: Body, signal: AbortSignal): Promise<Reply> {
    const reply = new MessageWriter(header.sequence);
    if (header.token !== 0) reply.u8(messages.token).ub(header.token);
    const wasLoggedIn = this.session !== undefined;
    try {
      if (this.session !== undefined) for (const effect of effects) await effect(this.session, signal);
      return this.#finish(reply, await body(reply, signal));
    } catch (error) {
      // A login that failed is the end of the connection.
      return this.errorReply(asServerError(error), !wasLoggedIn, header.sequence);
    }
  }

  #finish(reply: MessageWriter, closes: boolean): Reply {
    if (this.dialect.endOfResponse) reply.u8(messages.endOfResponse);
    return { message: reply.finish(), lengthBytes: reply.length, closes, isFramed: this.dialect.endOfResponse };
  }
}

/** The two replies of the negotiation end without a sign. */
function unframed(reply: MessageWriter): Reply {
  return { message: reply.finish(), lengthBytes: reply.length, closes: false, isFramed: false };
}

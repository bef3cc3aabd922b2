import { freeLobs } from './lob-calls';
import { readLobRequest } from './lob-request';
import { MalformedMessage, type MessageReader } from './message-reader';
import { functions } from './protocol-codes';
import type { WireSession } from './wire-session';

/** What a piggyback does before the function that it came with. */
export type PiggybackEffect = (session: WireSession, signal: AbortSignal) => Promise<void> | void;

const applicationContext = 154;

/**
 * Reads a piggyback behind its header. Nobody waits for its answer, so that nothing tells where an unknown one ends:
 * then it throws {@link MalformedMessage}.
 */
export function readPiggyback(message: MessageReader, code: number): PiggybackEffect {
  switch (code) {
    case functions.closeCursors: {
      const ids = readCursorIds(message);
      return (session) => ids.forEach((id) => session.cursors.close(id));
    }
    case functions.cancelCursors: {
      const ids = readCursorIds(message);
      return (session) => ids.forEach((id) => session.cursors.cancel(id));
    }
    case functions.lobOperation: {
      const request = readLobRequest(message);
      return (session) => freeLobs(session, request);
    }
    case functions.setSchema: {
      message.u8();
      const schema = message.string();
      return (session, signal) => setSchema(session, schema, signal);
    }
    case functions.endToEnd:
      skipEndToEnd(message);
      return doNothing;
    case functions.pipelineBegin:
      message.ub(); // error set
      message.bytes(2); // its mode, the pipeline's mode
      return doNothing;
    case applicationContext:
      skipApplicationContext(message);
      return doNothing;
    default:
      throw new MalformedMessage(`piggyback ${String(code)}`);
  }
}

function doNothing(): void {
  // Module, action, client identifier and application contexts are shown nowhere.
}

function readCursorIds(message: MessageReader): number[] {
  message.u8();
  return Array.from({ length: message.ub() }, () => message.ub());
}

async function setSchema(session: WireSession, schema: string, signal: AbortSignal): Promise<void> {
  const name = schema.replaceAll('"', '');
  await session.engine.execute(`ALTER SESSION SET CURRENT_SCHEMA = "${name}"`, [], signal);
}

/** Lengths of client identifier, module, action, ECID, (unused), client info, (unused), operation; then the texts. */
function skipEndToEnd(message: MessageReader): void {
  message.bytes(2);
  message.ub(); // which are set
  const lengths: number[] = [];
  const readLength = () => {
    message.u8();
    lengths.push(message.ub());
  };
  for (let field = 0; field < 4; field++) readLength();
  message.u8();
  message.ub();
  readLength(); // client info
  message.u8();
  message.ub();
  message.u8();
  message.ub();
  readLength(); // operation
  for (const length of lengths) if (length > 0) message.clr();
}

function skipApplicationContext(message: MessageReader): void {
  const hasNamespace = message.u8() !== 0;
  if (hasNamespace) message.ub();
  message.u8();
  const count = message.ub();
  message.ub(); // set or clear
  message.u8();
  message.clr(); // namespace
  for (let pair = 0; pair < count; pair++) message.keyValue();
}

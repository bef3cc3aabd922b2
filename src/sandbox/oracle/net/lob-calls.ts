import { setTimeout as delay } from 'node:timers/promises';
import type { OracleServerError } from '../engine';
import { decodeBfileLocator, isBfileLocator } from './bfile-locator';
import { lobOperations, type LobRequest } from './lob-request';
import { storedLocatorBytes } from './lob-store';
import type { MessageWriter } from './message-writer';
import { charsets, messages, wireTypes } from './protocol-codes';
import { writeCallEnd } from './replies';
import { serverError } from './server-errors';
import type { WireSession } from './wire-session';

const arrayFlag = 0x8_0000;
const chunkBytes = 8060;

/** What an operation gave; what is undefined stays as the client sent it. */
interface LobResult {
  readonly data?: Buffer;
  readonly locator?: Buffer;
  readonly amount?: number;
  readonly flag?: boolean;
}

/** Performs function 96 and writes the reply. Throws what the engine throws, and ORA-03001 for other operations. */
export async function performLobCall(
  session: WireSession,
  request: LobRequest,
  reply: MessageWriter,
  signal: AbortSignal,
): Promise<void> {
  const isFile = isBfileLocator(request.locator);
  const result = isFile ? await bfileCall(session, request, signal) : lobCall(session, request);
  if (result.data !== undefined) reply.u8(messages.lobData).clr(result.data);
  reply.u8(messages.parameter).bytes(result.locator ?? request.locator);
  if (request.operation === lobOperations.createTemporary) reply.ub(charsets.utf8).u8(0);
  else if (request.amount !== undefined) reply.ub(result.amount ?? request.amount);
  if (result.flag !== undefined) reply.u8(result.flag ? 1 : 0);
  const { isInTransaction } = session;
  writeCallEnd(reply, session.dialect, { cursorId: 0, rowCount: 0, isInTransaction });
}

/** Frees the temporary LOBs that a client is done with. */
export function freeLobs(session: WireSession, request: LobRequest): void {
  if (request.operation !== (lobOperations.freeTemporary | arrayFlag)) throw unsupported(request);
  for (let at = 0; at < request.locator.length; at += storedLocatorBytes) {
    session.lobs.free(request.locator.subarray(at, at + storedLocatorBytes));
  }
}

async function bfileCall(session: WireSession, request: LobRequest, signal: AbortSignal): Promise<LobResult> {
  const locator = decodeBfileLocator(request.locator);
  const { bfiles } = session.engine;
  switch (request.operation) {
    case lobOperations.fileIsOpen:
    case lobOperations.isOpen:
      return { flag: bfiles.isOpen(locator) };
    case lobOperations.fileExists:
      return { flag: bfiles.exists(locator) };
    case lobOperations.fileOpen:
    case lobOperations.open:
      bfiles.open(locator);
      return {};
    case lobOperations.fileClose:
    case lobOperations.close:
      bfiles.close(locator);
      return {};
    case lobOperations.length:
      return { amount: bfiles.length(locator) };
    case lobOperations.read: {
      const slow = session.faults.peek('slow-reads');
      if (slow !== undefined) await delay(slow.delayMs, undefined, { signal });
      const data = await bfiles.read(locator, request.offset, request.amount ?? 0);
      return data === null ? { amount: 0 } : { data, amount: data.length };
    }
    default:
      throw unsupported(request);
  }
}

function lobCall(session: WireSession, request: LobRequest): LobResult {
  const { lobs } = session;
  switch (request.operation) {
    case lobOperations.createTemporary:
      return { locator: lobs.add(request.destinationOffset === wireTypes.blob ? Buffer.alloc(0) : '') };
    case lobOperations.freeTemporary:
      lobs.free(request.locator);
      return {};
    case lobOperations.write:
      lobs.write(request.locator, request.offset, request.data ?? Buffer.alloc(0));
      return {};
    case lobOperations.trim:
      lobs.trim(request.locator, request.amount ?? 0);
      return {};
    case lobOperations.length:
      return { amount: lobs.content(request.locator).length };
    case lobOperations.chunkSize:
      return { amount: chunkBytes };
    case lobOperations.open:
    case lobOperations.close:
      return {};
    case lobOperations.isOpen:
      return { flag: false };
    case lobOperations.read:
      return readLob(lobs.content(request.locator), request.offset - 1, request.amount ?? 0);
    default:
      throw unsupported(request);
  }
}

function readLob(content: string | Buffer, start: number, amount: number): LobResult {
  const piece =
    typeof content === 'string' ? content.slice(start, start + amount) : content.subarray(start, start + amount);
  if (piece.length === 0) return { amount: 0 };
  return { data: typeof piece === 'string' ? Buffer.from(piece) : piece, amount: piece.length };
}

function unsupported(request: LobRequest): OracleServerError {
  return serverError(3001, `LOB operation ${String(request.operation)}`);
}

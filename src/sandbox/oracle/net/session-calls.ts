import { readExecute, readReexecute } from './execute-request';
import { performLobCall } from './lob-calls';
import { readLobRequest } from './lob-request';
import type { MessageReader } from './message-reader';
import type { MessageWriter } from './message-writer';
import { functions } from './protocol-codes';
import { writeStatus } from './replies';
import { serverError } from './server-errors';
import { writeVersion } from './server-version';
import { executeStatement, fetchRows } from './statement-calls';
import type { WireSession } from './wire-session';

/** Does what a function asks for and writes the reply. What it throws becomes the reply. */
export type SessionCall = (reply: MessageWriter, signal: AbortSignal) => Promise<void> | void;

/** Reads a function of a logged-in client behind its header. Throws server errors for what cannot be done. */
export function readSessionCall(message: MessageReader, code: number, session: WireSession): SessionCall {
  switch (code) {
    case functions.execute: {
      const request = readExecute(message, session);
      return (reply, signal) => executeStatement(session, request, reply, signal);
    }
    case functions.reexecute:
    case functions.reexecuteAndFetch: {
      const request = readReexecute(message, code, session);
      return (reply, signal) => executeStatement(session, request, reply, signal);
    }
    case functions.fetch: {
      const cursorId = message.ub();
      const count = message.ub();
      return (reply) => fetchRows(session, cursorId, count, reply);
    }
    case functions.lobOperation: {
      const request = readLobRequest(message);
      return (reply, signal) => performLobCall(session, request, reply, signal);
    }
    case functions.commit:
      return withStatus(session, () => session.commit());
    case functions.rollback:
      return withStatus(session, () => session.rollback());
    case functions.ping:
    case functions.logoff:
    case functions.pipelineEnd:
      return withStatus(session, () => undefined);
    case functions.version:
      return (reply) => {
        writeVersion(reply, session.settings, session.dialect);
        writeStatus(reply, session.isInTransaction);
      };
    default:
      throw serverError(3001, `TTC function ${String(code)}`);
  }
}

function withStatus(session: WireSession, act: () => void): SessionCall {
  return (reply) => {
    act();
    writeStatus(reply, session.isInTransaction);
  };
}

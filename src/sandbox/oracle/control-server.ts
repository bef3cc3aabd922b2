import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { z } from 'zod';
import { BackupError } from '../../errors';
import { controlRequests, type ControlOperation, type ControlReplies, type ControlRequests } from './control-messages';

export type ControlHandlers = {
  readonly [K in ControlOperation]: (request: ControlRequests[K]) => ControlReplies[K] | Promise<ControlReplies[K]>;
};

/**
 * The stand-in's back door: HTTP with JSON on 127.0.0.1, a token in every request. `POST /<operation>` as in
 * `control-messages.ts`; a failure is answered as `{"error":{"code","message"}}`.
 */
export async function listenForControl(port: number, token: string, handlers: ControlHandlers): Promise<Server> {
  const server = createServer((request, response) => {
    void answer(request, response, token, handlers);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  handlers: ControlHandlers,
): Promise<void> {
  const send = (status: number, value: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
  };
  if (!isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
    return send(401, failure(new BackupError('SANDBOX_FAILED', 'the control port wants its token')));
  }
  try {
    send(200, await handle(request, handlers));
  } catch (error) {
    send(error instanceof BackupError ? 400 : 500, failure(error));
  }
}

async function handle(request: IncomingMessage, handlers: ControlHandlers): Promise<unknown> {
  const operation = (request.url ?? '').slice(1);
  if (!isOperation(operation)) throw new BackupError('USAGE', `the control port has no operation "${operation}"`);
  const parsed = controlRequests[operation].safeParse(await readJson(request));
  if (!parsed.success) throw new BackupError('USAGE', `${operation}: ${z.prettifyError(parsed.error)}`);
  // The request was parsed by the same operation's schema, which TypeScript cannot follow through the union.
  return (handlers[operation] as (request: unknown) => unknown)(parsed.data);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return JSON.parse(Buffer.concat(pieces).toString('utf8') || '{}');
}

function isOperation(name: string): name is ControlOperation {
  return Object.hasOwn(controlRequests, name);
}

function isSame(given: string, expected: string): boolean {
  return given.length === expected.length && timingSafeEqual(Buffer.from(given), Buffer.from(expected));
}

function failure(error: unknown): unknown {
  const code = error instanceof BackupError ? error.code : 'SANDBOX_FAILED';
  return { error: { code, message: error instanceof Error ? error.message : String(error) } };
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';

/** Node tells of each request there, in the async context that makes it. */
const requestCreated = 'http.client.request.created';
const sendsUnderWay = new AsyncLocalStorage<ClientRequest[]>();

/**
 * Runs `send` and ends only when nothing reads the body of its requests any more, however it went: the body's memory may
 * be used for something else at once. What is still on its way then is broken off.
 *
 * The SDK rejects as soon as it is aborted, timed out or answered, while the socket may still have the body queued. Only
 * two things tell that it has not. `writableFinished`: every write of the request has been answered with success, so the
 * kernel has its bytes. And the request's 'close' after it was destroyed, which Node emits when the socket's handle is
 * closed: libuv closes the file descriptor first and cancels what was still to be written (`uv__stream_destroy`; on
 * Windows it waits until the system has answered each pending write), and only then calls back. Until then it writes to
 * sockets by system calls that copy, from the loop's own thread: no other thread and no kernel keeps the memory. TLS
 * hands on bytes of its own that it made of the body.
 */
export async function lettingGoOfBody<T>(send: () => Promise<T>): Promise<T> {
  const requests: ClientRequest[] = [];
  const onCreated = (message: unknown): void => {
    if (sendsUnderWay.getStore() === requests && isCreation(message)) requests.push(message.request);
  };
  subscribe(requestCreated, onCreated);
  try {
    return await sendsUnderWay.run(requests, send);
  } finally {
    unsubscribe(requestCreated, onCreated);
    await Promise.all(requests.map(letGo));
  }
}

async function letGo(request: ClientRequest): Promise<void> {
  // The connection is left open for the next request.
  if (request.writableFinished && !request.destroyed) return;
  if (request.closed) return;
  const closed = new Promise<void>((resolve) => request.once('close', resolve));
  request.destroy();
  // In the agent's queue: it is given a socket late or never, and being destroyed it writes nothing to it.
  if (request.socket === null) return;
  await closed;
}

function isCreation(message: unknown): message is { readonly request: ClientRequest } {
  return (
    typeof message === 'object' && message !== null && 'request' in message && message.request instanceof ClientRequest
  );
}

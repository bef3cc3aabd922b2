import type { Socket } from 'node:net';

/**
 * The descriptor behind a socket, plain or TLS; undefined before it has one, after it is closed, and where Node does not
 * show it. `_handle` is not documented, but every Node since 0.10 has it, and a socket without it is only not read.
 */
export function descriptorOf(socket: Socket): number | undefined {
  if (!('_handle' in socket)) return undefined;
  const handle = socket._handle;
  if (typeof handle !== 'object' || handle === null || !('fd' in handle)) return undefined;
  return typeof handle.fd === 'number' && handle.fd >= 0 ? handle.fd : undefined;
}

/** Runs `work` when a socket is about to give its descriptor back, while the kernel can still be asked about it. */
export function beforeClose(socket: Socket, work: () => void): void {
  const destroy = socket._destroy.bind(socket);
  socket._destroy = (error, callback) => {
    work();
    destroy(error, callback);
  };
}

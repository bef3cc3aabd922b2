import { Socket, type SocketConstructorOpts } from 'node:net';
import type { Libc } from './libc';
import type { Address } from './resolve-addresses';
import { openTcp } from './socket-options';

/**
 * Begins to connect a socket whose options were set before: the descriptor is made by hand, libuv connects it, so events,
 * errors and time limits are Node's own.
 * @throws where the kernel gives no descriptor (too many are open, or no IPv6)
 */
export function connectTuned(libc: Libc, to: Address & { readonly port: number }, tune: (fd: number) => void): Socket {
  const fd = openTcp(libc, to.family);
  if (fd === undefined) throw new Error(`the kernel gave no socket for ${to.address}`);
  const socket = adopt(libc, fd, tune);
  socket.connect({ port: to.port, host: to.address });
  return socket;
}

function adopt(libc: Libc, fd: number, tune: (fd: number) => void): Socket {
  try {
    tune(fd);
    // Not documented: without it Node reads at once, which fails on a socket that is not connected.
    const options: SocketConstructorOpts & { readonly manualStart: boolean } = { fd, manualStart: true };
    return new Socket(options);
  } catch (error) {
    libc.close(fd);
    throw error;
  }
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { waitFor } from '../harness/wait-for';

export interface TalkingSockets {
  readonly port: number;
  /** Sends from this process and resolves when all has arrived. */
  send(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A connection of this process to itself over a loopback address. */
export async function openTalkingSockets(address: '127.0.0.1' | '::1'): Promise<TalkingSockets> {
  const received = { sizeBytes: 0 };
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.on('data', (chunk: Buffer) => (received.sizeBytes += chunk.length));
  }).listen(0, address);
  await once(server, 'listening');
  // A server on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const client = connect(port, address);
  await once(client, 'connect');
  return {
    port,
    send: async (sizeBytes) => {
      const until = received.sizeBytes + sizeBytes;
      client.write(Buffer.alloc(sizeBytes));
      await waitFor('what was sent to arrive', () => received.sizeBytes >= until);
    },
    close: async () => {
      client.destroy();
      for (const socket of accepted) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

export interface TalkingSockets {
  readonly port: number;
  /** Sends from this process and resolves when all has arrived. */
  send(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A connection of this process to itself over a loopback address. */
export async function openTalkingSockets(address: '127.0.0.1' | '::1'): Promise<TalkingSockets> {
  let received = 0;
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    socket.on('data', (chunk: Buffer) => (received += chunk.length));
  }).listen(0, address);
  await once(server, 'listening');
  // A server on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  const client = connect(port, address);
  await once(client, 'connect');
  return {
    port,
    send: async (sizeBytes) => {
      const until = received + sizeBytes;
      client.write(Buffer.alloc(sizeBytes));
      while (received < until) await new Promise((resolve) => setImmediate(resolve));
    },
    close: async () => {
      client.destroy();
      for (const socket of accepted) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

// Takes whatever is sent to it over loopback, prints its port, and ends when its standard input does.
import { createServer, type AddressInfo } from 'node:net';

const buffer = Buffer.alloc(1 << 20);
const server = createServer({ noDelay: true }, (socket) => {
  socket.on('data', () => undefined).on('error', () => undefined);
  socket.on('end', () => socket.end(buffer.subarray(0, 1)));
});
server.listen(0, '127.0.0.1', () => {
  // A server on TCP has an address with a port.
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${port}\n`);
});
process.stdin.resume().on('end', () => process.exit());

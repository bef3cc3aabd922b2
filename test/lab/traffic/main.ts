import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** What the programs of this file print, one JSON line each. */
export interface Transfer {
  /** What arrived at the other end, and when the last of it did since the sender began. */
  readonly arrivedBytes: number;
  readonly tookMs: number;
}

export interface RoundTrips {
  readonly connectMs: number;
  /** Of single bytes, sent one after the other. */
  readonly medianMs: number;
}

const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);

/** Answers `E…` with the same bytes, and `S…` with the number of bytes once the sender has ended. */
function serve(address: string, port: number): void {
  const server = createServer({ allowHalfOpen: true }, (socket) => void answer(socket).catch(() => socket.destroy()));
  server.listen(port, address, () => say({ ready: true }));
}

async function answer(socket: Socket): Promise<void> {
  socket.setNoDelay(true);
  let echoes: boolean | undefined;
  let arrivedBytes = 0;
  // A socket without encoding yields buffers.
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    echoes ??= chunk[0] === 'E'.charCodeAt(0);
    if (echoes) socket.write(chunk);
    arrivedBytes += chunk.length;
  }
  socket.end(echoes === true ? '' : String(arrivedBytes));
}

/** Sends for a while as fast as it goes, then waits until everything has arrived. */
async function send(address: string, port: number, forMs: number): Promise<Transfer> {
  const socket = connect(port, address);
  await once(socket, 'connect');
  const chunk = Buffer.alloc(65_536, 'S');
  const startedAtMs = performance.now();
  while (performance.now() - startedAtMs < forMs) {
    if (!socket.write(chunk)) await once(socket, 'drain');
  }
  socket.end();
  let reply = '';
  for await (const part of socket as AsyncIterable<Buffer>) reply += part.toString();
  return { arrivedBytes: Number(reply), tookMs: performance.now() - startedAtMs };
}

async function echo(address: string, port: number, count: number): Promise<RoundTrips> {
  const startedAtMs = performance.now();
  const socket = connect({ port, host: address, noDelay: true });
  await once(socket, 'connect');
  const connectMs = performance.now() - startedAtMs;
  const trips: number[] = [];
  for (let i = 0; i < count; i++) {
    const sentAtMs = performance.now();
    socket.write('E');
    await once(socket, 'data');
    trips.push(performance.now() - sentAtMs);
  }
  socket.end();
  trips.sort((a, b) => a - b);
  return { connectMs, medianMs: trips[trips.length >> 1] ?? NaN };
}

async function main([what = '', address = '', port = '', amount = '']: readonly string[]): Promise<void> {
  if (what === 'serve') serve(address, Number(port));
  else if (what === 'send') say(await send(address, Number(port), Number(amount)));
  else say(await echo(address, Number(port), Number(amount)));
}

void main(process.argv.slice(2));

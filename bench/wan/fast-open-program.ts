import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { Socket } from 'node:net';
import koffi from 'koffi';

/**
 * A server whose listener takes Fast Open, and a client that asks for it: versitygw's listener does not take it, and cannot be
 * told to. Whole as an HTTP server otherwise.
 */
const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const setsockopt = libc.func('int setsockopt(int fd, int level, int option, uint8_t *value, uint32_t length)');
const bind = libc.func('int bind(int fd, uint8_t *address, uint32_t length)');
const afInet = 2;
const streamNonBlockingCloseOnExec = 1 | 0o4000 | 0o2000000;
const tcp = 6;
const tcpFastOpen = 23;
const tcpFastOpenConnect = 30;

function newSocket(option: number, value: number): number {
  const fd = Number(socket(afInet, streamNonBlockingCloseOnExec, 0));
  const number = Buffer.alloc(4);
  number.writeInt32LE(value);
  if (fd < 0 || Number(setsockopt(fd, tcp, option, number, 4)) < 0)
    throw new Error(`no socket: errno ${koffi.errno()}`);
  return fd;
}

function serve(port: number): void {
  const fd = newSocket(tcpFastOpen, 64);
  const anyAddress = Buffer.alloc(16);
  anyAddress.writeUInt16LE(afInet, 0);
  anyAddress.writeUInt16BE(port, 2);
  if (Number(bind(fd, anyAddress, 16)) < 0) throw new Error(`bind: errno ${koffi.errno()}`);
  const server = createServer((_, response) => response.end('a byte'));
  server.listen({ fd }, () => process.stdout.write('ready\n'));
}

/** Milliseconds from the request to the first byte of its answer, over a connection of its own. */
async function timeToFirstByte(address: string, port: number, fastOpen: boolean): Promise<number> {
  const startedAtMs = performance.now();
  const sent = request({ host: address, port, createConnection: () => connectTo(address, port, fastOpen) });
  sent.end();
  await once(sent, 'response');
  const tookMs = performance.now() - startedAtMs;
  sent.destroy();
  return tookMs;
}

function connectTo(address: string, port: number, fastOpen: boolean): Socket {
  const fd = newSocket(tcpFastOpenConnect, fastOpen ? 1 : 0);
  // Node knows manualStart and does not document it: the descriptor is not connected yet.
  const client = new Socket({ fd, manualStart: true } as ConstructorParameters<typeof Socket>[0]);
  client.setNoDelay(true);
  return client.connect(port, address);
}

async function ask(address: string, port: number, pairs: number): Promise<void> {
  // The first connection fetches the cookie.
  await timeToFirstByte(address, port, true);
  const [withFastOpen, without]: [number[], number[]] = [[], []];
  for (let i = 0; i < pairs; i++) {
    withFastOpen.push(await timeToFirstByte(address, port, true));
    without.push(await timeToFirstByte(address, port, false));
  }
  process.stdout.write(JSON.stringify({ withFastOpen, without }));
}

const [role = '', address = '', port = '', pairs = ''] = process.argv.slice(2);
if (role === 'serve') serve(Number(port));
else void ask(address, Number(port), Number(pairs));

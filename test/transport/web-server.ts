import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadLibc, type Libc } from '../../src/transport/libc';
import { descriptorOf } from '../../src/transport/socket-fd';

/** Why a test that needs this kernel's sockets is skipped; undefined on Linux with koffi. */
const answer = loadLibc();
export const noLibc = 'unavailable' in answer ? answer.unavailable : undefined;
export function libc(): Libc {
  if ('unavailable' in answer) throw new Error(answer.unavailable);
  return answer.libc;
}
/** Tests of the real kernel; where it cannot be had, the title says why they are skipped. */
export function onLinux(title: string, tests: () => void, why: string | undefined = noLibc): void {
  if (why === undefined) describe(title, tests);
  else describe.skip(`${title} (skipped: ${why})`, tests);
}

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** Self-signed, for localhost. */
export function makeCertificate(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'redoubt-tls-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
    execFileSync('openssl', ['req', ...kind, '-keyout', key, '-out', cert, ...subject], { stdio: 'ignore' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface WebServer extends AsyncDisposable {
  readonly port: number;
  /** Sockets that were accepted. */
  readonly accepted: number;
  /** TLS sockets that resumed a session. */
  readonly resumed: number;
}

/** Answers each request with the number of bytes that it had; takes Fast Open where this host's servers may. */
export async function startWebServer({
  host = '127.0.0.1',
  tls,
}: { host?: string; tls?: Certificate } = {}): Promise<WebServer> {
  const seen = { accepted: 0, resumed: 0 };
  const serve: http.RequestListener = (request, response) => {
    let bytes = 0;
    request.on('data', (chunk: Buffer) => (bytes += chunk.length));
    request.on('end', () => response.end(String(bytes)));
  };
  const server = tls === undefined ? http.createServer(serve) : https.createServer(tls, serve);
  server.on('connection', () => (seen.accepted += 1));
  server.on(
    'secureConnection',
    (socket: { isSessionReused(): boolean }) => (seen.resumed += socket.isSessionReused() ? 1 : 0),
  );
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  // A queue for Fast Open on a listening socket: TCP_FASTOPEN of linux/tcp.h.
  const fd = descriptorOf(server as unknown as Parameters<typeof descriptorOf>[0]);
  if (noLibc === undefined && fd !== undefined) libc().setsockopt(fd, 6, 23, Buffer.from([64, 0, 0, 0]));
  return {
    port: (server.address() as AddressInfo).port,
    get accepted() {
      return seen.accepted;
    },
    get resumed() {
      return seen.resumed;
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Asked {
  readonly status: number;
  readonly body: string;
}

/** One PUT by an agent. */
export function put(url: string, agent: http.Agent, body: Buffer, options: https.RequestOptions = {}): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const send = url.startsWith('https:') ? https.request : http.request;
    const request = send(
      url,
      { method: 'PUT', agent, headers: { 'content-length': body.length }, ...options },
      (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

/** Descriptors of this process. */
export function openDescriptors(): number {
  return readdirSync('/proc/self/fd').length;
}

/** A counter of /proc/net/netstat, such as TCPFastOpenActive. */
export function kernelCounter(name: string): number {
  const lines = readFileSync('/proc/net/netstat', 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('TcpExt:'));
  const names = lines[0]?.split(' ') ?? [];
  return Number(lines[1]?.split(' ')[names.indexOf(name)]);
}

/** A port that is silent: its listener accepts nothing and its queue is full, so the kernel drops what comes. */
export async function openSilentPort(): Promise<AsyncDisposable & { readonly port: number }> {
  const script =
    'import socket,sys;s=socket.socket();s.bind(("127.0.0.1",0));s.listen(0);print(s.getsockname()[1],flush=True);sys.stdin.read()';
  const process = spawn('python3', ['-c', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [line] = (await once(process.stdout, 'data')) as [Buffer];
  const port = Number(line.toString());
  const fillers: Socket[] = [];
  for (let i = 0; i < 2; i++) {
    const filler = connect(port, '127.0.0.1').on('error', () => undefined);
    fillers.push(filler);
    if (i === 0) await once(filler, 'connect');
    // Node opens the descriptor in its next turn.
    else await new Promise((resolve) => setImmediate(resolve));
  }
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      for (const filler of fillers) filler.destroy();
      process.stdin.end();
      await once(process, 'exit');
    },
  };
}

import { once } from 'node:events';
import http2, { type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';

/** What happens to a call of a method: the server's answer (also once something else is done), a refusal with gRPC's code, or nothing ever. */
export type GatewayRule =
  'pass' | 'silence' | { readonly code: number; readonly message: string } | (() => Promise<unknown>);

export interface GrpcGateway {
  readonly address: string;
  /** By the method's name, such as `AddSearchAttributes`; the others pass. */
  rules: Readonly<Record<string, GatewayRule>>;
  close(): Promise<void>;
}

/** A gateway in front of a real Temporal, as a company or Temporal Cloud has one: it closes what it likes. */
export async function startGrpcGateway(behind: string): Promise<GrpcGateway> {
  const upstream = http2.connect(`http://${behind}`);
  const server = http2.createServer();
  const sessions = new Set<http2.ServerHttp2Session>();
  server.on('session', (session) => sessions.add(session));
  const gateway: GrpcGateway = {
    address: '',
    rules: {},
    close: async () => {
      upstream.destroy();
      for (const session of sessions) session.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('stream', (stream, headers) => {
    stream.on('error', () => undefined);
    const rule = gateway.rules[String(headers[':path']).split('/').at(-1) ?? ''] ?? 'pass';
    if (rule === 'silence') return;
    if (rule === 'pass') pass(upstream, stream, headers);
    else if (typeof rule === 'function') void rule().then(() => pass(upstream, stream, headers));
    else refuse(stream, rule);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return Object.assign(gateway, { address: `127.0.0.1:${port}` });
}

const refuse = (stream: ServerHttp2Stream, { code, message }: { code: number; message: string }): void =>
  stream.respond(
    {
      ':status': 200,
      'content-type': 'application/grpc',
      'grpc-status': String(code),
      'grpc-message': encodeURIComponent(message),
    },
    { endStream: true },
  );

function pass(upstream: http2.ClientHttp2Session, stream: ServerHttp2Stream, headers: IncomingHttpHeaders): void {
  const call = upstream.request(headers);
  call.on('error', () => stream.destroy());
  stream.pipe(call);
  call.on('response', (answer) => {
    const isAll = answer['grpc-status'] !== undefined;
    stream.respond(answer, isAll ? { endStream: true } : { waitForTrailers: true });
    if (isAll) return;
    let trailers: IncomingHttpHeaders = {};
    call.on('trailers', (last) => (trailers = last));
    stream.on('wantTrailers', () => stream.sendTrailers(trailers));
    call.pipe(stream);
  });
}

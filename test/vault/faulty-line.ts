import { createServer, connect, type Server, type Socket } from 'node:net';
import { freePort } from './versitygw';

/**
 * What a line to a region does with a request. `cut`: the connection ends after so many bytes of it; `hang`: nothing
 * ever comes back; `deaf`: nor is more than its beginning taken; `answer`: this status and S3 code in place of the region's; `flip` and `truncate`: the answer's body
 * has one bit wrong, or ends half-way; `slow`: so many bytes a second towards the region.
 */
export type Fault =
  | { readonly kind: 'none' | 'hang' | 'deaf' | 'flip' | 'truncate' | 'refuse' }
  | { readonly kind: 'cut'; readonly afterBytes: number }
  | { readonly kind: 'answer'; readonly status: number; readonly code: string }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number };

/** A line to a gateway that can be made to fail; requests of one method alone, if asked. */
export class FaultyLine {
  fault: Fault = { kind: 'none' };
  /** Which requests it hits. */
  only: RegExp = /./;
  /** How many requests are hit before it mends itself. */
  times = Infinity;
  /** First lines of the requests that went through here. */
  readonly requests: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(
    readonly port: number,
    private readonly target: () => number,
  ) {
    this.#server = createServer((client) => this.#serve(client));
  }

  static async to(target: () => number): Promise<FaultyLine> {
    const line = new FaultyLine(await freePort(), target);
    await new Promise<void>((resolve) => line.#server.listen(line.port, '127.0.0.1', resolve));
    return line;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #serve(client: Socket): void {
    if (this.fault.kind === 'refuse') return void client.destroy();
    const region = connect(this.target(), '127.0.0.1');
    for (const socket of [client, region]) {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        this.#sockets.delete(socket);
        client.destroy();
        region.destroy();
      });
    }
    let fault: Fault = { kind: 'none' };
    let sent = 0;
    client.on('data', (chunk: Buffer) => {
      const start = /^(GET|PUT|HEAD|POST|DELETE) [^\r]*/.exec(chunk.toString('latin1', 0, 2000))?.[0];
      if (start !== undefined) {
        this.requests.push(start);
        sent = 0;
        fault = this.only.test(start) && this.times > 0 ? this.fault : { kind: 'none' };
        if (fault.kind !== 'none') this.times -= 1;
        if (fault.kind === 'answer') client.write(s3Error(fault.status, fault.code));
      }
      sent += chunk.length;
      if (fault.kind === 'refuse' || (fault.kind === 'cut' && sent > fault.afterBytes)) client.destroy();
      else if (fault.kind === 'deaf') client.pause();
      else if (fault.kind === 'slow')
        holdUp(client, (chunk.length / fault.bytesPerSecond) * 1000, () => region.write(chunk));
      else if (fault.kind !== 'hang' && fault.kind !== 'answer') region.write(chunk);
    });
    region.on('data', (chunk: Buffer) => {
      if (fault.kind === 'flip') client.write(flipped(chunk));
      else if (fault.kind === 'truncate')
        client.end(chunk.subarray(0, bodyStart(chunk) + (chunk.length - bodyStart(chunk)) / 2));
      else client.write(chunk);
    });
  }
}

function holdUp(socket: Socket, ms: number, then: () => void): void {
  socket.pause();
  setTimeout(() => {
    then();
    socket.resume();
  }, ms);
}

const bodyStart = (chunk: Buffer): number => chunk.indexOf('\r\n\r\n') + 4;

/** The last byte of what came is in the body, whatever came before. */
function flipped(chunk: Buffer): Buffer {
  const copy = Buffer.from(chunk);
  if (chunk.length > bodyStart(chunk)) copy[copy.length - 1] = (copy.at(-1) ?? 0) ^ 1;
  return copy;
}

function s3Error(status: number, code: string): string {
  const body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>as asked</Message></Error>`;
  const head = [
    `HTTP/1.1 ${status} X`,
    'Content-Type: application/xml',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

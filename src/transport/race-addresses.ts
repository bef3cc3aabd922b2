import { getSystemErrorName } from 'node:util';
import { constants } from 'node:os';
import type { Socket } from 'node:net';
import type { Address } from './resolve-addresses';

export interface RaceOptions {
  readonly port: number;
  /** Begins to connect; it may throw instead. */
  readonly open: (address: Address) => Socket;
  /** For all addresses together, in ms. */
  readonly timeoutMs: number;
  /** How long one address is waited for before the next one is tried too, in ms (RFC 8305, section 5: 250). */
  readonly headStartMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Connects to the first address that answers: one after another, the next when one fails or has had its head start. Those
 * that did not win are destroyed.
 *
 * @throws the error of the only address; an AggregateError with the first one's code (as Node's own) where there were
 * several; ETIMEDOUT; the signal's reason
 */
export function raceAddresses(addresses: readonly Address[], options: RaceOptions): Promise<Socket> {
  return new Promise((resolve, reject) => new Race(addresses, options, resolve, reject).begin());
}

class Race {
  readonly #running = new Map<Socket, Address>();
  readonly #errors: Error[] = [];
  readonly #waiting: Address[];
  #headStart: NodeJS.Timeout | undefined;
  #timeout: NodeJS.Timeout | undefined;

  constructor(
    addresses: readonly Address[],
    private readonly options: RaceOptions,
    private readonly resolve: (socket: Socket) => void,
    private readonly reject: (error: unknown) => void,
  ) {
    this.#waiting = [...addresses];
  }

  begin(): void {
    const { signal, timeoutMs } = this.options;
    if (signal?.aborted === true) return this.reject(signal.reason);
    signal?.addEventListener('abort', this.#aborted);
    this.#timeout = setTimeout(() => this.#timedOut(), timeoutMs);
    this.#tryNext();
  }

  readonly #aborted = (): void => this.#lose(this.options.signal?.reason);

  #tryNext(): void {
    clearTimeout(this.#headStart);
    const address = this.#waiting.shift();
    if (address === undefined) {
      if (this.#running.size === 0) this.#lose(this.#failure());
      return;
    }
    let socket: Socket;
    try {
      socket = this.options.open(address);
    } catch (error) {
      this.#errors.push(error instanceof Error ? error : new Error(String(error)));
      return this.#tryNext();
    }
    this.#running.set(socket, address);
    socket.once('connect', () => this.#win(socket));
    socket.once('error', (error) => this.#failed(socket, error));
    this.#headStart = setTimeout(() => this.#tryNext(), this.options.headStartMs ?? 250);
  }

  #failed(socket: Socket, error: Error): void {
    if (!this.#running.delete(socket)) return;
    this.#errors.push(error);
    this.#tryNext();
  }

  #win(socket: Socket): void {
    if (!this.#running.delete(socket)) return;
    this.#end();
    this.resolve(socket);
  }

  #timedOut(): void {
    const port = this.options.port;
    this.#errors.push(...[...this.#running.values()].map((address) => timeoutError(address, port)));
    this.#lose(this.#failure());
  }

  #lose(error: unknown): void {
    this.#end();
    this.reject(error);
  }

  #end(): void {
    clearTimeout(this.#headStart);
    clearTimeout(this.#timeout);
    this.options.signal?.removeEventListener('abort', this.#aborted);
    const losers = [...this.#running.keys()];
    this.#running.clear();
    for (const socket of losers) {
      socket.on('error', () => undefined);
      socket.destroy();
    }
  }

  #failure(): Error {
    const [first] = this.#errors;
    if (first === undefined) return new Error('the name has no address');
    if (this.#errors.length === 1) return first;
    const code = 'code' in first ? { code: first.code } : {};
    return Object.assign(new AggregateError(this.#errors, this.#errors.map(({ message }) => message).join('; ')), code);
  }
}

/** As libuv would say it: `connect ETIMEDOUT 192.0.2.1:443`. */
export function timeoutError({ address }: Pick<Address, 'address'>, port: number): Error {
  const errno = -constants.errno.ETIMEDOUT;
  const code = getSystemErrorName(errno);
  return Object.assign(new Error(`connect ${code} ${address}:${port}`), {
    errno,
    code,
    syscall: 'connect',
    address,
    port,
  });
}

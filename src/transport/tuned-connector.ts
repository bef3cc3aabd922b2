import type { Socket } from 'node:net';
import { chooseCongestionControl, type CongestionChoice } from './congestion-control';
import { FastOpenTrust, fastOpenObstacle } from './fast-open';
import type { Libc } from './libc';
import type { ConnectOptions } from './line-agents';
import { raceAddresses, timeoutError } from './race-addresses';
import { resolveAddresses, type Address } from './resolve-addresses';
import { beforeClose, descriptorOf } from './socket-fd';
import { readTcpInfo, requestFastOpen, setCongestionControl, setNotSentLowWater } from './socket-options';
import { parseTcpInfo, tcpStates } from './tcp-info';
import { connectTuned } from './tuned-socket';

export interface ConnectorOptions {
  readonly connectTimeoutMs: number;
  readonly notSentLowWaterBytes?: number;
  readonly headStartMs?: number;
}

/** Where a socket goes, of those that asked for Fast Open. */
interface Destination {
  readonly address: string;
  readonly port: number;
}

/** Opens tuned connections: BBR where it may, Fast Open where it is safe, to the first of a name's addresses that answers. */
export class TunedConnector {
  readonly #congestion: CongestionChoice;
  readonly #trust = new FastOpenTrust();
  readonly #withFastOpen = new WeakMap<Socket, Destination>();
  readonly #hostHasFastOpen = fastOpenObstacle() === undefined;

  constructor(
    private readonly libc: Libc,
    private readonly options: ConnectorOptions,
  ) {
    this.#congestion = chooseCongestionControl(libc);
  }

  /** Why sockets do not have BBR; undefined where they do. */
  get congestionReason(): string | undefined {
    return this.#congestion.reason;
  }

  /** @throws as Node does: ENOTFOUND, ECONNREFUSED, ETIMEDOUT; an AggregateError where several addresses failed */
  async connect({ host = 'localhost', port = 80, ...options }: ConnectOptions, signal: AbortSignal): Promise<Socket> {
    const addresses = await resolveAddresses(host, options);
    const socket = await raceAddresses(addresses, {
      port: Number(port),
      open: (address) => this.#open(address, Number(port), addresses.length > 1),
      timeoutMs: this.options.connectTimeoutMs,
      signal,
      ...(this.options.headStartMs === undefined ? {} : { headStartMs: this.options.headStartMs }),
    });
    // Whoever gets the socket listens too; this one is for the moment between.
    socket.on('error', () => undefined);
    return socket;
  }

  /** Judges, for the next connections, whether Fast Open did its address good; ends one that nobody answers. */
  watch(socket: Socket): void {
    const to = this.#withFastOpen.get(socket);
    if (to === undefined) return;
    const timer = setTimeout(() => {
      if (this.#isUnanswered(socket)) socket.destroy(timeoutError(to, to.port));
    }, this.options.connectTimeoutMs).unref();
    beforeClose(socket, () => {
      clearTimeout(timer);
      if (this.#isUnanswered(socket)) this.#trust.failed(to.address);
      else this.#trust.answered(to.address);
    });
  }

  #open(address: Address, port: number, hasAlternatives: boolean): Socket {
    const fastOpen = this.#hostHasFastOpen && this.#trust.mayUse(address.address, hasAlternatives);
    const socket = connectTuned(this.libc, { ...address, port }, (fd) => {
      this.#tune(fd);
      if (fastOpen) requestFastOpen(this.libc, fd);
    });
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 1000);
    if (fastOpen) this.#withFastOpen.set(socket, { address: address.address, port });
    else socket.once('connect', () => this.#trust.answered(address.address));
    return socket;
  }

  /** What is refused is left as the host has it: a slower socket is better than none. */
  #tune(fd: number): void {
    const { notSentLowWaterBytes } = this.options;
    if (this.#congestion.name !== undefined) setCongestionControl(this.libc, fd, this.#congestion.name);
    if (notSentLowWaterBytes !== undefined) setNotSentLowWater(this.libc, fd, notSentLowWaterBytes);
  }

  /** The SYN has no answer, or was refused: no round trip was ever measured. */
  #isUnanswered(socket: Socket): boolean {
    const fd = descriptorOf(socket);
    const read = fd === undefined ? undefined : readTcpInfo(this.libc, fd);
    if (read === undefined) return false;
    const { state, roundTripMs, receivedBytes } = parseTcpInfo(read);
    return state === tcpStates.synSent || (state !== tcpStates.established && roundTripMs === 0 && receivedBytes === 0);
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';
import type { AccelerationScope } from '../domain/acceleration';
import type { LineReading, ReadableLine } from '../domain/line-counters';
import { chooseCongestionControl, type CongestionChoice } from './congestion-control';
import { loadLibc, type Libc, type LibcAnswer } from './libc';
import { LineSockets } from './line-sockets';
import { descriptorOf } from './socket-fd';
import { setCongestionControl } from './socket-options';

export interface DatabaseLinesOptions {
  readonly scope: AccelerationScope;
  /** The C library; default: this process's. */
  readonly libc?: LibcAnswer;
}

/** The sockets of this process to each database. The driver opens them; they are found while it does. */
export interface DatabaseLines {
  /** Runs work that opens connections to a database: its sockets are that database's from then on. */
  watch<T>(database: string, work: () => Promise<T>): Promise<T>;
  /** By the database's configured name. */
  line(database: string): ReadableLine & { readonly congestionControl: string | null };
  /** Stops finding sockets. Those that are open stay as they are. */
  close(): void;
}

const channel = 'net.client.socket';

/** Never fails a connection: without the C library, sockets are as the driver made them, and lines are not readable. */
export function openDatabaseLines({ scope, libc: answer = loadLibc() }: DatabaseLinesOptions): DatabaseLines {
  return 'unavailable' in answer ? unreadable : new Lines(answer.libc, scope);
}

const unreadable: DatabaseLines = {
  watch: (_database, work) => work(),
  line: () => ({ read: () => undefined, congestionControl: null }),
  close: () => undefined,
};

class Lines implements DatabaseLines {
  readonly #sockets = new Map<string, LineSockets>();
  /** Which database the running code connects to: Node tells of a new socket in the context that makes it. */
  readonly #connecting = new AsyncLocalStorage<string>();
  readonly #congestion: CongestionChoice | undefined;

  constructor(
    private readonly libc: Libc,
    scope: AccelerationScope,
  ) {
    this.#congestion = scope === 'off' ? undefined : chooseCongestionControl(libc);
    subscribe(channel, this.#found);
  }

  watch<T>(database: string, work: () => Promise<T>): Promise<T> {
    return this.#connecting.run(database, work);
  }

  line(database: string): ReadableLine & { readonly congestionControl: string | null } {
    const sockets = this.#of(database);
    return {
      read: (): LineReading => ({ counters: sockets.counters(), state: sockets.state(null) }),
      get congestionControl() {
        return sockets.congestionControl;
      },
    };
  }

  close(): void {
    unsubscribe(channel, this.#found);
  }

  readonly #found = (message: unknown): void => {
    const database = this.#connecting.getStore();
    if (database === undefined || typeof message !== 'object' || message === null || !('socket' in message)) return;
    const { socket } = message;
    if (!(socket instanceof Socket)) return;
    // Before that it has no descriptor: too late for Fast Open, in time for everything else.
    socket.once('connect', () => this.#connected(database, socket));
  };

  #connected(database: string, socket: Socket): void {
    const fd = descriptorOf(socket);
    if (fd === undefined) return;
    if (this.#congestion?.name !== undefined) setCongestionControl(this.libc, fd, this.#congestion.name);
    this.#of(database).add(socket);
  }

  #of(database: string): LineSockets {
    const known = this.#sockets.get(database) ?? new LineSockets(this.libc);
    this.#sockets.set(database, known);
    return known;
  }
}

import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Engine } from '../engine';
import type { Faults } from '../faults';
import { ClientConnection } from './client-connection';
import { protocolOf, type Protocol } from './dialect';

/** What a server needs. */
export interface OracleNetServerOptions {
  readonly engine: Engine;
  readonly faults: Faults;
  /** Default: what the played version speaks. */
  readonly protocol?: Protocol;
  /** The largest packet that the server agrees to, in bytes, up to 2 MiB. Clients propose 8192 unless they are told otherwise. */
  readonly maxSdu?: number;
}

const defaultMaxSdu = 65_535;

/** A listener with its sessions: speaks Oracle Net (TNS and TTC) to thin drivers, in clear, and knows no SQL. */
export class OracleNetServer {
  readonly #connections = new Set<ClientConnection>();
  #listener: Server | undefined;
  #address: { readonly port: number; readonly host: string } | undefined;

  constructor(private readonly options: OracleNetServerOptions) {
    const { engine, faults } = options;
    engine.onSessionKilled((sid) => this.#kill(sid));
    faults.onAdd((fault) => {
      if (fault.kind === 'listener-down') this.#stopListening();
    });
    faults.onClear(() => {
      if (faults.peek('listener-down') === undefined) this.#listenAgain();
    });
  }

  /** Listens and gives the port, which is another one than asked for if that was 0. Rejects if it is taken. */
  async listen(port = 0, host = '127.0.0.1'): Promise<number> {
    const listener = this.#createListener();
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen(port, host, resolve);
    });
    this.#listener = listener;
    this.#address = { port: (listener.address() as AddressInfo).port, host };
    if (this.options.faults.peek('listener-down') !== undefined) this.#stopListening();
    return this.#address.port;
  }

  /** Stops listening, drops all clients, and settles when their sessions have ended. */
  async close(): Promise<void> {
    this.#address = undefined;
    this.#stopListening();
    const connections = [...this.#connections];
    for (const connection of connections) connection.destroy();
    await Promise.all(connections.map((connection) => connection.closed));
  }

  #createListener(): Server {
    const { engine, faults, protocol, maxSdu } = this.options;
    const settings = {
      engine,
      faults,
      protocol: protocol ?? protocolOf[engine.settings.version],
      maxSdu: maxSdu ?? defaultMaxSdu,
    };
    return createServer((socket) => {
      const connection = new ClientConnection(socket, settings);
      this.#connections.add(connection);
      void connection.closed.then(() => this.#connections.delete(connection));
    });
  }

  /** Sessions go on: only new clients find nobody. */
  #stopListening(): void {
    this.#listener?.close();
    this.#listener = undefined;
  }

  #listenAgain(): void {
    if (this.#listener !== undefined || this.#address === undefined) return;
    this.#listener = this.#createListener();
    this.#listener.listen(this.#address.port, this.#address.host);
  }

  #kill(sid: number): void {
    for (const connection of this.#connections) if (connection.sid === sid) connection.kill();
  }
}

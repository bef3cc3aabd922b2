import oracledb from 'oracledb';
import { Faults } from '../../../../src/sandbox/oracle/faults';
import { OracleNetServer, type OracleNetServerOptions } from '../../../../src/sandbox/oracle/net/oracle-net-server';
import { ScriptedEngine } from './scripted-engine';

/** A server on a free port, and the real driver in front of it. */
export class NetFixture {
  readonly engine = new ScriptedEngine();
  readonly faults = new Faults();
  readonly server: OracleNetServer;
  port = 0;

  constructor(options: Partial<OracleNetServerOptions> = {}) {
    this.server = new OracleNetServer({ engine: this.engine, faults: this.faults, ...options });
  }

  async start(): Promise<this> {
    this.port = await this.server.listen();
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server.close();
  }

  credentials(overrides: Partial<oracledb.ConnectionAttributes> = {}): oracledb.ConnectionAttributes {
    const connectString = `127.0.0.1:${String(this.port)}/sales.example?sdu=65535`;
    return { user: 'scott', password: 'tiger-42', connectString, ...overrides };
  }

  connect(overrides: Partial<oracledb.ConnectionAttributes> = {}): Promise<oracledb.Connection> {
    return oracledb.getConnection(this.credentials(overrides));
  }
}

/** Waits for a fact, at most 5 s. */
export async function eventually(fact: () => boolean): Promise<void> {
  const limit = Date.now() + 5000;
  while (!fact()) {
    if (Date.now() > limit) throw new Error('the fact did not come true');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

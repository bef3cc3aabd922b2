import oracledb from 'oracledb';
import { protocols } from '../../../../src/sandbox/oracle/net/dialect';
import { eventually, NetFixture } from './net-fixture';
import { rowsOf } from './scripted-engine';

const number = { name: 'N', type: 'NUMBER', nullable: true } as const;

describe.each(protocols)('over %s', (protocol) => {
  let net: NetFixture;
  beforeEach(async () => {
    net = await new NetFixture({ protocol }).start();
    net.engine.scripts.set('select 1 from dual', () => rowsOf([number], [['1']]));
  });
  afterEach(() => net[Symbol.asyncDispose]());

  test('a user with its password gets a session that knows its program, and logging off ends it', async () => {
    const connection = await net.connect({ program: 'redoubt', machine: 'host1' });
    const [session] = net.engine.sessions;
    expect(session).toMatchObject({ user: 'SCOTT', client: { program: 'redoubt', machine: 'host1' } });
    await connection.close();
    await eventually(() => session?.isEnded === true);
  });

  test('the server says who it is', async () => {
    const connection = await net.connect();
    expect(connection.dbName).toBe('SALES');
    expect(connection.serviceName).toBe('sales.example');
    expect(connection.oracleServerVersionString).toMatch(/^19\.\d+\.0\.0\.0$/u);
    await connection.close();
  });

  test('a wrong password is ORA-01017', async () => {
    await expect(net.connect({ password: 'wrong' })).rejects.toThrow('ORA-01017');
    await expect(net.connect({ user: 'nobody' })).rejects.toThrow('ORA-01017');
    expect(net.engine.sessions).toHaveLength(0);
  });

  test('a locked account is ORA-28000', async () => {
    await expect(net.connect({ user: 'locked' })).rejects.toThrow('ORA-28000');
  });

  test('an unknown service or SID is refused, the known SID is not', async () => {
    const address = `127.0.0.1:${String(net.port)}`;
    await expect(net.connect({ connectString: `${address}/other` })).rejects.toThrow('NJS-518');
    const bySid = (sid: string) =>
      net.connect({
        connectString: `(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${String(net.port)}))(CONNECT_DATA=(SID=${sid})))`,
      });
    await expect(bySid('other')).rejects.toThrow('NJS-519');
    await (await bySid('sales')).close();
  });

  test('connect data too long for the CONNECT packet follow in a packet of their own', async () => {
    const program = 'p'.repeat(300);
    const connectString = `(DESCRIPTION=(ADDRESS=(PROTOCOL=tcp)(HOST=127.0.0.1)(PORT=${String(net.port)}))(CONNECT_DATA=(SERVICE_NAME=sales.example)(CID=(PROGRAM=${program}))))`;
    const connection = await net.connect({ connectString });
    await connection.ping();
    await connection.close();
  });

  test('a pool shares its sessions, and rolls back between its users', async () => {
    net.engine.scripts.set('insert into t values (1)', () => ({ kind: 'done', rowCount: 1 }));
    const pool = await oracledb.createPool({ ...net.credentials(), poolMin: 2, poolMax: 3, poolIncrement: 1 });
    const connections = await Promise.all([pool.getConnection(), pool.getConnection(), pool.getConnection()]);
    for (const connection of connections) await connection.execute('insert into t values (1)');
    await Promise.all(connections.map((connection) => connection.close()));
    expect(net.engine.sessions.map(({ calls }) => calls)).toEqual(
      Array.from({ length: 3 }, () => ['insert into t values (1)', '(rollback)']),
    );
    const again = await pool.getConnection();
    expect((await again.execute('select 1 from dual')).rows).toEqual([[1]]);
    await again.close();
    expect(net.engine.sessions).toHaveLength(3);
    await pool.close(0);
    await eventually(() => net.engine.openSessions.length === 0);
  });

  test('closing the server ends every session', async () => {
    const connections = [await net.connect(), await net.connect()];
    await net.server.close();
    expect(net.engine.openSessions).toHaveLength(0);
    await Promise.all(connections.map((connection) => expect(connection.ping()).rejects.toThrow('NJS-500')));
  });
});

import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import type oracledb from 'oracledb';
import { OracleServerError } from '../../../../src/sandbox/oracle/engine';
import { protocols } from '../../../../src/sandbox/oracle/net/dialect';
import { eventually, NetFixture } from './net-fixture';
import { rowsOf } from './scripted-engine';

const number = { name: 'N', type: 'NUMBER', nullable: true } as const;
const text = { name: 'T', type: 'VARCHAR2', maxSize: 4000, nullable: true } as const;

describe.each(protocols)('over %s', (protocol) => {
  let net: NetFixture;
  let connection: oracledb.Connection;
  let aborts = 0;
  beforeEach(async () => {
    aborts = 0;
    net = await new NetFixture({ protocol }).start();
    net.engine.scripts.set('select 1 from dual', () => rowsOf([number], [['1']]));
    net.engine.scripts.set('begin wait; end;', async ({ signal }) => {
      await once(signal, 'abort');
      aborts += 1;
      throw new OracleServerError(1013, 'ORA-01013: user requested cancel of current operation');
    });
    net.engine.scripts.set('select big', () =>
      rowsOf(
        [text],
        Array.from({ length: 2000 }, () => ['x'.repeat(4000)]),
      ),
    );
    connection = await net.connect();
  });
  afterEach(async () => {
    await connection.close().catch(() => undefined);
    await net[Symbol.asyncDispose]();
  });
  const isUsable = async () => expect((await connection.execute('select 1 from dual')).rows).toEqual([[1]]);
  const running = () => eventually(() => net.engine.sessions[0]?.calls.includes('begin wait; end;') === true);

  test('a call that is broken off is ORA-01013, and the session lives on', async () => {
    for (let round = 0; round < 3; round++) {
      const call = connection.execute('begin wait; end;');
      await eventually(() => net.engine.sessions[0]?.calls.length === 2 * round + 1);
      await connection.break();
      await expect(call).rejects.toThrow('ORA-01013');
      await isUsable();
    }
    expect(aborts).toBe(3);
  });

  test('a call timeout breaks the call off, and the session lives on', async () => {
    connection.callTimeout = 30;
    await expect(connection.execute('begin wait; end;')).rejects.toThrow('NJS-123');
    connection.callTimeout = 0;
    await isUsable();
    expect(aborts).toBe(1);
  });

  test('a break in the middle of a large reply, or behind it, leaves the session usable', async () => {
    for (const delayTurns of [0, 1, 2, 5, 20]) {
      const call = connection.execute('select big', [], { fetchArraySize: 2000, prefetchRows: 2000 }).catch(() => 0);
      for (let turn = 0; turn < delayTurns; turn++) await new Promise((resolve) => setImmediate(resolve));
      await connection.break();
      await call;
      await connection.ping().catch(() => undefined);
      await isUsable();
    }
  });

  test('a session that is killed between calls answers the next one with ORA-00028, and is closed', async () => {
    net.engine.kill(1);
    await expect(connection.execute('select 1 from dual')).rejects.toMatchObject({
      message: expect.stringContaining('ORA-00028') as string,
    });
    await eventually(() => net.engine.openSessions.length === 0);
    connection = await net.connect();
    await isUsable();
  });

  test('a session that is killed in a call answers that one', async () => {
    const call = connection.execute('begin wait; end;');
    await running();
    net.engine.kill(1);
    await expect(call).rejects.toThrow('ORA-00028');
    await eventually(() => net.engine.openSessions.length === 0);
    expect(aborts).toBe(1);
  });

  test('a client that dies in a call ends its session, and the call is aborted', async () => {
    const call = connection.execute('begin wait; end;');
    await running();
    // No public way to die without saying so.
    const { _impl } = connection as unknown as { _impl: { nscon: { ntAdapter: { stream: Socket } } } };
    _impl.nscon.ntAdapter.stream.destroy();
    await expect(call).rejects.toThrow('NJS-500');
    await eventually(() => net.engine.openSessions.length === 0);
    expect(aborts).toBe(1);
  });

  test('a connection that is dropped in the middle of a reply is lost, others are not', async () => {
    const other = await net.connect();
    net.faults.add({ kind: 'drop-connection', afterBytes: 100_000, times: 1 });
    expect((await other.execute('select 1 from dual')).rows).toEqual([[1]]);
    await expect(connection.execute('select big', [], { prefetchRows: 2000 })).rejects.toThrow('NJS-500');
    await eventually(() => net.engine.openSessions.length === 1);
    expect((await other.execute('select big')).rows).toHaveLength(2000);
    await other.close();
  });

  test('a listener that refuses does so as often as it was told', async () => {
    net.faults.add({ kind: 'refuse-connect', error: 12528, times: 1 });
    await expect(net.connect()).rejects.toThrow('ORA-12528');
    await (await net.connect()).close();
    await isUsable();
  });

  test('a listener that is down refuses new clients and keeps its sessions, until the fault is cleared', async () => {
    net.faults.add({ kind: 'listener-down' });
    await expect(net.connect()).rejects.toThrow('ECONNREFUSED');
    await isUsable();
    net.faults.clear('listener-down');
    const again = await net.connect();
    await again.close();
  });

  test('a login can be refused', async () => {
    net.faults.add({ kind: 'refuse-login', error: 28000, times: 1 });
    await expect(net.connect()).rejects.toThrow('ORA-28000');
    await (await net.connect()).close();
  });
});

describe('what is no Oracle Net', () => {
  test.each([
    ['nothing but zeros', Buffer.alloc(100)],
    ['a request of another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n')],
    ['a DATA packet first', Buffer.from('0008000006000000', 'hex')],
    ['a CONNECT packet that is too short', Buffer.from('0008000001000000', 'hex')],
  ])('%s closes that connection only', async (_, bytes) => {
    await using net = await new NetFixture().start();
    const connection = await net.connect();
    const socket = connect(net.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    await connection.ping();
    await connection.close();
  });

  test('a client that sends garbage in its session loses it', async () => {
    await using net = await new NetFixture().start();
    const [connection, other] = [await net.connect(), await net.connect()];
    const { _impl } = connection as unknown as { _impl: { nscon: { ntAdapter: { stream: Socket } } } };
    _impl.nscon.ntAdapter.stream.write(Buffer.from('0000000c0600000008001163', 'hex'));
    await eventually(() => net.engine.openSessions.length === 1);
    await other.ping();
    await other.close();
  });
});

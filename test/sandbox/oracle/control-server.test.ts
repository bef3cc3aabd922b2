import type { Server } from 'node:http';
import { BackupError } from '../../../src/errors';
import { ControlClient } from '../../../src/sandbox/oracle/control-client';
import { listenForControl, type ControlHandlers } from '../../../src/sandbox/oracle/control-server';
import { Faults } from '../../../src/sandbox/oracle/faults';
import { faultHandlers } from '../../../src/sandbox/oracle/fault-handlers';

const token = 'a-token-of-the-test';
const faults = new Faults();
let server: Server;
let url = '';

const handlers: ControlHandlers = {
  ...faultHandlers(faults),
  status: () => ({ ready: true, scn: '1', tables: 0 }),
  populate: () => ({ tables: 1, rows: 2 }),
  'populate-noise': () => ({ tables: 1, rows: 2 }),
  load: ({ directory }) => {
    throw new BackupError('LOAD_INVALID', `${directory}/orders.csv: line 3`);
  },
  compare: () => {
    throw new Error('unexpected');
  },
  'removed-files': () => ({ files: [] }),
};

beforeAll(async () => {
  server = await listenForControl(0, token, handlers);
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
});
afterAll(() => server.close());

test('faults are set, listed and cleared from outside', async () => {
  const client = new ControlClient(url, token);
  await client.addFault({ kind: 'slow-reads', delayMs: 5 });
  await client.addFault({ kind: 'listener-down' });
  expect(await client.listFaults()).toEqual([{ kind: 'slow-reads', delayMs: 5 }, { kind: 'listener-down' }]);
  await client.clearFaults('listener-down');
  expect(faults.peek('listener-down')).toBeUndefined();
  await client.clearFaults();
  expect(await client.listFaults()).toEqual([]);
});

test('without the token nothing is answered', async () => {
  await expect(new ControlClient(url, 'a-token-of-no-test').listFaults()).rejects.toThrow(/token/);
  expect(await new ControlClient(url, 'another').isReady()).toBe(false);
  expect(await new ControlClient(url, token).isReady()).toBe(true);
});

test('an error comes back with its code', async () => {
  const client = new ControlClient(url, token);
  await expect(client.call('load', { directory: '/data' })).rejects.toMatchObject({
    code: 'LOAD_INVALID',
    message: '/data/orders.csv: line 3',
  });
  const comparison = { schema: 'SALES', restoredSchema: 'X', scn: '1' };
  await expect(client.call('compare', comparison)).rejects.toMatchObject({ code: 'SANDBOX_FAILED' });
});

test('a request that is not understood is refused', async () => {
  const headers = { authorization: `Bearer ${token}` };
  const post = (operation: string, body: string) => fetch(`${url}/${operation}`, { method: 'POST', headers, body });
  expect((await post('drop-everything', '{}')).status).toBe(400);
  expect((await post('compare', '{"scn":"x"}')).status).toBe(400);
  expect((await post('status', 'not json')).status).toBe(500);
});

test('a stand-in that is down is an error that says where it was looked for', async () => {
  const client = new ControlClient('http://127.0.0.1:1', token);
  await expect(client.listFaults()).rejects.toMatchObject({
    code: 'SANDBOX_FAILED',
    message: expect.stringContaining('127.0.0.1:1'),
  });
});

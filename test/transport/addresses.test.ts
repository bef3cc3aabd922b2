import { connect, createServer, Socket, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { raceAddresses } from '../../src/transport/race-addresses';
import { resolveAddresses, type Address } from '../../src/transport/resolve-addresses';
import { freePort } from '../vault/versitygw';

const v4: Address = { address: '127.0.0.1', family: 4 };
const v6: Address = { address: '::1', family: 6 };

test('families take turns, the resolver’s first one first', async () => {
  const found = ['2001:db8::1', '2001:db8::2', '2001:db8::3', '192.0.2.1'];
  const lookup = ((_host: string, _options: object, answer: (error: null, found: object[]) => void) =>
    answer(
      null,
      found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )) as NonNullable<Parameters<typeof resolveAddresses>[1]>['lookup'];
  const addresses = await resolveAddresses('region.test', { lookup });
  expect(addresses.map(({ address }) => address)).toEqual(['2001:db8::1', '192.0.2.1', '2001:db8::2', '2001:db8::3']);
});

test('an address is its own name, and a family that is asked for is the only one', async () => {
  expect(await resolveAddresses('::1')).toEqual([v6]);
  const only = await resolveAddresses('localhost', { family: 4 });
  expect(only.every(({ family }) => family === 4)).toBe(true);
});

test('a silent address has its head start, then the next one wins and the first is destroyed', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const opened: Socket[] = [];
  const open = ({ family }: Address): Socket => {
    // A socket that was never told to connect is as silent as can be.
    const socket = family === 6 ? new Socket() : connect(port, '127.0.0.1');
    opened.push(socket);
    return socket;
  };
  const won = await raceAddresses([v6, v4], { port, open, timeoutMs: 5000, headStartMs: 20 });
  expect(won).toBe(opened[1]);
  expect(opened[0]?.destroyed).toBe(true);
  won.destroy();
  server.close();
});

test('when all addresses fail, the error has every reason and the first one’s code', async () => {
  const port = await freePort();
  const race = raceAddresses([v4, v4], { port, open: ({ address }) => connect(port, address), timeoutMs: 5000 });
  await expect(race).rejects.toMatchObject({ code: 'ECONNREFUSED', errors: [{ port }, { port }] });
});

test('an abort and the time limit destroy what was begun', async () => {
  const opened: Socket[] = [];
  const open = (): Socket => {
    const socket = new Socket();
    opened.push(socket);
    return socket;
  };
  const controller = new AbortController();
  const aborted = raceAddresses([v4], { port: 1, open, timeoutMs: 5000, signal: controller.signal });
  controller.abort(new Error('enough'));
  await expect(aborted).rejects.toThrow('enough');
  await expect(raceAddresses([v4], { port: 9, open, timeoutMs: 1 })).rejects.toMatchObject({
    code: 'ETIMEDOUT',
    syscall: 'connect',
    address: '127.0.0.1',
    port: 9,
  });
  expect(opened.every(({ destroyed }) => destroyed)).toBe(true);
});

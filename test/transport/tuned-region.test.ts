import { openRegionLine } from '../../src/transport/region-line';
import { regionContract } from '../vault/region/region-contract';
import { Gateway } from '../vault/versitygw';

let gateway: Gateway;
const line = openRegionLine({ region: 'london', scope: 'socket', connections: 4 });
afterAll(async () => {
  line.close();
  await gateway.remove();
});

regionContract('versitygw through a tuned line', async () => {
  gateway = await Gateway.start('tuned');
  return gateway.open(
    {},
    {
      httpAgent: (connections) => line.httpAgent(connections),
      httpsAgent: (connections) => line.httpsAgent(connections),
    },
  );
});

test('all of it went over the line’s sockets', () => {
  const reading = line.read();
  if (line.unavailable !== null) expect(reading).toBeUndefined();
  else expect(reading?.counters.sentBytes).toBeGreaterThan(10_000_000);
});

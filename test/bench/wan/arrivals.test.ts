import { readSockets } from '../../../bench/wan/arrivals';

const printed = `ESTAB 0 0 10.180.144.2:4001 10.180.144.1:51234 cubic wscale:10,10 rto:284 bytes_acked:300 bytes_received:33554432 segs_out:9
ESTAB 0 0 [::ffff:10.180.144.2]:4001 [::ffff:10.180.144.1]:51236 bbr wscale:10,10 bytes_received:7 segs_in:2
ESTAB 0 0 10.180.144.2:4001 10.180.144.1:51238 cubic wscale:10,10 rto:284
`;

test('what arrived is read by socket; one that received nothing yet is left out', () => {
  expect(readSockets(printed)).toEqual([
    { peer: '10.180.144.1:51234', bytesReceived: 33_554_432 },
    { peer: '[::ffff:10.180.144.1]:51236', bytesReceived: 7 },
  ]);
});

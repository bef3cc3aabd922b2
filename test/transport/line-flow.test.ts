import { Socket } from 'node:net';
import { LineFlow } from '../../src/transport/line-flow';
import { LineSocket } from '../../src/transport/line-sockets';
import type { TcpInfo } from '../../src/transport/tcp-info';

const bodyBytes = 10_000_000;

/** A flow whose socket's counters the test sets, as a reading would. */
function newFlow() {
  const socket = new LineSocket(new Socket());
  const flow = new LineFlow('1', socket);
  const read = (counters: Partial<TcpInfo>): void => {
    socket.info = { ...socket.info, segmentBytes: 1000, ...counters };
    flow.look();
  };
  return { flow, read };
}

const underWay = { acknowledgedBytes: bodyBytes / 2, unacknowledgedSegments: 100, unsentBytes: 50_000 };
const allSent = { acknowledgedBytes: bodyBytes, unacknowledgedSegments: 0, unsentBytes: 0 };

test('a flow sends from when a request takes it until all of its body has arrived', () => {
  const { flow, read } = newFlow();
  flow.taken();
  expect(flow.isSending).toBe(true);
  read(underWay);
  expect(flow.isSending).toBe(true);
  read(allSent);
  expect(flow.isSending).toBe(false);
  flow.released();
  flow.taken();
  expect(flow.isSending).toBe(true);
});

test('a request whose body has not begun keeps its share', () => {
  const { flow, read } = newFlow();
  flow.taken();
  read({ acknowledgedBytes: 2000, unacknowledgedSegments: 0, unsentBytes: 0 });
  expect(flow.isSending).toBe(true);
});

test('what arrives counts for the line always, and for the flow when it sent all the step', () => {
  const { flow, read } = newFlow();
  flow.taken();
  read({ ...underWay, deliveredSegments: 1000 });
  expect(flow.endStep(1)).toBe(1_000_000);
  expect(flow.goodput).toBeUndefined();
  read({ ...underWay, deliveredSegments: 3000 });
  expect(flow.endStep(2)).toBe(1_000_000);
  expect(flow.goodput).toBe(1_000_000);
  read({ ...allSent, deliveredSegments: 3500 });
  expect(flow.endStep(1)).toBe(500_000);
  expect(flow.goodput).toBeUndefined();
});

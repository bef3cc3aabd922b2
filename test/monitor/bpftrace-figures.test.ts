import { FigureCollector } from '../../src/monitor/bpftrace-figures';
import type { BpftraceEvent } from '../../src/monitor/bpftrace-lines';
import { peerFigures } from '../../src/monitor/peer-figures';

const sent = (total: number, key = '10.0.0.1,443'): BpftraceEvent => ({
  kind: 'figure',
  name: 'network_sent_bytes',
  sums: new Map([[key, { count: 0, total }]]),
});

describe('the figures of bpftrace', () => {
  test('are sums that go on over a restart of bpftrace, which counts from zero', () => {
    const collector = new FigureCollector();
    collector.take(sent(100));
    collector.take(sent(250));
    collector.processEnded();
    expect(collector.read().counts('network_sent_bytes')).toBe(false);
    collector.take(sent(30));
    expect(collector.read().sum('network_sent_bytes', '10.0.0.1,443').total).toBe(280);
  });

  test('a moment that was read does not change afterwards', () => {
    const collector = new FigureCollector();
    collector.take(sent(100));
    const before = collector.read();
    collector.take(sent(250));
    expect(collector.read().since(before, 'network_sent_bytes', '10.0.0.1,443').total).toBe(150);
  });

  test('a program that has seen nothing yet counts zero, one that does not run counts nothing', () => {
    const collector = new FigureCollector();
    expect(collector.read().counts('out_of_memory_kills')).toBe(false);
    collector.take({ kind: 'program', name: 'out-of-memory' });
    expect(collector.read().counts('out_of_memory_kills')).toBe(true);
    expect(collector.read().sum('out_of_memory_kills').total).toBe(0);
  });

  test('of peers are added up by region, addresses of IPv6 too', () => {
    const collector = new FigureCollector();
    const before = collector.read();
    const keys = ['10.0.0.1,443', '2001:db8::7,443', '10.0.0.2,443', '10.0.0.1, 80'];
    collector.take({
      kind: 'figure',
      name: 'network_sent_bytes',
      sums: new Map(keys.map((key) => [key, { count: 0, total: 5 }])),
    });
    collector.take({
      kind: 'figure',
      name: 'path_round_trip_us',
      sums: new Map([['2001:db8::7,443', { count: 2, total: 160_000 }]]),
    });
    const near = new Set(['10.0.0.1', '2001:db8::7']);
    const seen = peerFigures(before, collector.read(), (address, port) => near.has(address) && port === 443);
    expect(seen).toMatchObject({ sentBytes: 10, peers: 2, roundTripMs: 80, retransmits: 0 });
  });
});

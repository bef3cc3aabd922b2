import fc from 'fast-check';
import { DelayLine, type LineParameters } from './forwarder/delay-line';

const packetBytes = 1250;
const link: LineParameters = { delayMs: 10, rateMbit: 10, queueBytes: 100 * packetBytes, lossShare: 0 };

/** A line whose packets carry their number; with a clock of the test's own. */
function lineOf(parameters: LineParameters, seed = 1) {
  const waiting: number[] = [];
  const arrived: number[] = [];
  const line = new DelayLine(
    {
      receive: (into) => {
        const next = waiting.shift();
        if (next === undefined) return 0;
        into.writeInt32LE(next);
        return packetBytes;
      },
      send: (packet) => void arrived.push(packet.readInt32LE()),
    },
    parameters,
    seed,
  );
  const enter = (count: number, nowMs: number): void => {
    for (let i = 0; i < count; i++) {
      waiting.push(i);
      line.pull(() => nowMs);
    }
  };
  return { line, arrived, enter };
}

describe('one direction of a link', () => {
  test('a packet leaves after its time on the line and the delay, not before', () => {
    const { line, arrived, enter } = lineOf(link);
    enter(1, 0);
    // 1,250 bytes take 1 ms at 10 Mbit/s.
    expect(line.push(10.9)).toBe(11);
    expect(arrived).toEqual([]);
    expect(line.push(11)).toBe(Infinity);
    expect(arrived).toEqual([0]);
  });

  test('a packet that is taken after a pause has all of its delay before it', () => {
    let nowMs = 0;
    const receive = (): number => (nowMs === 0 ? ((nowMs = 30), packetBytes) : 0);
    const line = new DelayLine({ receive, send: () => undefined }, link, 1);
    line.pull(() => nowMs);
    expect(line.push(30)).toBe(41);
  });

  test('packets that come at once leave at the rate', () => {
    const { line, arrived, enter } = lineOf(link);
    enter(50, 0);
    line.push(10 + 20);
    expect(arrived).toHaveLength(20);
  });

  test('what finds the queue full is dropped and counted', () => {
    const { line, enter } = lineOf({ ...link, queueBytes: 5 * packetBytes });
    enter(8, 0);
    expect(line.counters(false)).toMatchObject({ tailDrops: 3, lostPackets: 0 });
  });

  test('how late a packet left is noted', () => {
    const { line, enter } = lineOf(link);
    enter(1, 0);
    line.push(36);
    expect(line.counters(true)).toMatchObject({ lateMaxMs: 25, forwardedPackets: 1, forwardedBytes: packetBytes });
    expect(line.counters(false)).toMatchObject({ lateMaxMs: 0, forwardedPackets: 0 });
  });

  test('the same seed loses the same packets', () => {
    const survivors = (seed: number): readonly number[] => {
      const { line, arrived, enter } = lineOf({ ...link, lossShare: 0.3 }, seed);
      enter(100, 0);
      line.push(1e6);
      return arrived;
    };
    expect(survivors(7)).toEqual(survivors(7));
    expect(survivors(7)).not.toEqual(survivors(8));
  });

  test('order is kept and nothing vanishes, however its parameters change under way', () => {
    const change = fc.record({ delayMs: fc.nat(100), rateMbit: fc.integer({ min: 1, max: 1000 }) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
        const { line, arrived, enter } = lineOf({ ...link, queueBytes: 1e9 });
        let sent = 0;
        for (const [i, parameters] of changes.entries()) {
          line.change(parameters);
          enter(5, i * 3);
          sent += 5;
          line.push(i * 3);
        }
        line.push(1e9);
        expect(arrived).toHaveLength(sent);
        expect(arrived).toEqual(changes.flatMap(() => [0, 1, 2, 3, 4]));
      }),
      { numRuns: 30 },
    );
  });
});

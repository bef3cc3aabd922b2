import fc from 'fast-check';
import { parseBpftraceLine } from '../../src/monitor/bpftrace-lines';
import { LineSplitter } from '../../src/monitor/line-splitter';

describe('a line of bpftrace', () => {
  test('that names a program and its version is understood', () => {
    expect(parseBpftraceLine('{"type": "printf", "data": "run-queue 1\\n"}')).toEqual({
      kind: 'program',
      name: 'run-queue',
    });
  });

  test('of a later version of a program is not understood', () => {
    expect(parseBpftraceLine('{"type": "printf", "data": "run-queue 2\\n"}')).toBeUndefined();
  });

  test('with sums by peer has one a key, of IPv4 and IPv6', () => {
    const line = '{"type": "map", "data": {"@network_sent_bytes": {"::1,53258": 20, "127.0.0.1,443": 7}}}';
    expect(parseBpftraceLine(line)).toEqual({
      kind: 'figure',
      name: 'network_sent_bytes',
      sums: new Map([
        ['::1,53258', { count: 0, total: 20 }],
        ['127.0.0.1,443', { count: 0, total: 7 }],
      ]),
    });
  });

  test('with statistics has their count and total, with a key or without', () => {
    const sum = '{"count": 2, "average": 4, "total": 9}';
    expect(parseBpftraceLine(`{"type": "stats", "data": {"@run_queue_us": ${sum}}}`)).toMatchObject({
      sums: new Map([['', { count: 2, total: 9 }]]),
    });
    expect(parseBpftraceLine(`{"type": "stats", "data": {"@disk_us": {"266338304": ${sum}}}}`)).toMatchObject({
      sums: new Map([['266338304', { count: 2, total: 9 }]]),
    });
  });

  test('that tells of lost events is counted', () => {
    expect(parseBpftraceLine('{"type": "lost_events", "data": {"events": 12}}')).toEqual({ kind: 'lost', events: 12 });
  });

  test('with a map that no program prints is not understood', () => {
    expect(parseBpftraceLine('{"type": "map", "data": {"@other": 1}}')).toBeUndefined();
    expect(parseBpftraceLine('{"type": "map", "data": {}}')).toBeUndefined();
  });

  test('that is cut anywhere is not understood, and never throws', () => {
    const line = '{"type": "map", "data": {"@network_sent_bytes": {"::1,53258": 20}}}';
    for (let length = 0; length < line.length; length += 1)
      expect(parseBpftraceLine(line.slice(0, length))).toBeUndefined();
    fc.assert(fc.property(fc.json(), (text) => expect(parseBpftraceLine(text)).toBeUndefined()));
  });
});

describe('the lines of a pipe', () => {
  test('come whole however they are cut into chunks', () => {
    const lineOf = fc.string({ minLength: 1 }).filter((text) => !text.includes('\n'));
    fc.assert(
      fc.property(fc.array(lineOf), fc.array(fc.nat(20)), (lines, cuts) => {
        const seen: (string | undefined)[] = [];
        const splitter = new LineSplitter((line) => seen.push(line));
        let rest = lines.map((line) => `${line}\n`).join('');
        for (const cut of cuts) {
          splitter.push(rest.slice(0, cut));
          rest = rest.slice(cut);
        }
        splitter.push(rest);
        expect(seen).toEqual(lines);
      }),
    );
  });

  test('that never end are given up and do not fill the memory', () => {
    const seen: (string | undefined)[] = [];
    const splitter = new LineSplitter((line) => seen.push(line));
    for (let chunk = 0; chunk < 40; chunk += 1) splitter.push('x'.repeat(100_000));
    splitter.push('\nnext\n');
    expect(seen).toEqual([undefined, 'next']);
  });
});

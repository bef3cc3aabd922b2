import fc from 'fast-check';
import { parseDisks } from '../../src/monitor/disk-counters';
import { parseAvailableMemory, parseCpuTicks, parsePressure, parseRunQueueWait } from '../../src/monitor/proc-files';

const diskLine = (name: string, [major, minor]: readonly [number, number], busyMs = 0) =>
  `   ${major}       ${minor} ${name} 100 1 2000 50 300 2 4000 250 0 ${busyMs} 300 0 0 0 0 6434 52585`;

describe('the parsers of /proc', () => {
  test('/proc/stat: waiting for a disk is idle, and guests are not counted twice', () => {
    const stat = 'cpu  100 10 50 800 40 1 2 7 90 5\ncpu0 50 5 25 400 20 0 1 3 45 2\nintr 12\n';
    expect(parseCpuTicks(stat)).toEqual({ total: 1010, busy: 170 });
  });

  test('/proc/meminfo: available memory is in bytes', () => {
    expect(parseAvailableMemory('MemTotal:  24 kB\nMemAvailable:   16 kB\n')).toBe(16_384);
  });

  test('/proc/pressure: what some task waited, in microseconds', () => {
    const pressure =
      'some avg10=0.00 avg60=0.10 avg300=0.00 total=123456\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=9\n';
    expect(parsePressure(pressure)).toBe(123_456);
  });

  test('/proc/PID/schedstat: what the thread waited for a core, in microseconds', () => {
    expect(parseRunQueueWait('5000000 1992398000 17\n')).toBe(1_992_398);
    expect(parseRunQueueWait('')).toBeNull();
  });

  test('/proc/diskstats: sectors are 512 bytes, and a device has the number that the kernel’s tracepoints print', () => {
    expect(parseDisks(`${diskLine('vda', [254, 0], 77)}\n`)).toEqual([
      {
        name: 'vda',
        device: '266338304',
        requests: 400,
        readBytes: 1_024_000,
        writtenBytes: 2_048_000,
        requestMs: 300,
        busyMs: 77,
      },
    ]);
  });

  test('/proc/diskstats: partitions and devices made of others are not disks', () => {
    const names = [
      'sda',
      'sda1',
      'sda12',
      'nvme0n1',
      'nvme0n1p1',
      'nvme0n11',
      'dm-0',
      'md127',
      'loop1',
      'zram0',
      'sr0',
    ];
    const disks = parseDisks(names.map((name, minor) => diskLine(name, [8, minor])).join('\n'));
    expect(disks.map(({ name }) => name)).toEqual(['sda', 'nvme0n1', 'nvme0n11']);
  });

  test('whatever they are given, they return null or nothing and do not throw', () => {
    expect(parseCpuTicks('')).toBeNull();
    fc.assert(
      fc.property(fc.string(), (text) => {
        parseCpuTicks(text);
        parseDisks(text);
        expect(parseAvailableMemory(text) ?? parsePressure(text)).toBeNull();
      }),
    );
  });
});

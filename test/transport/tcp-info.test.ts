import { connect, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { parseBbrInfo, parseTcpInfo } from '../../src/transport/tcp-info';
import { descriptorOf } from '../../src/transport/socket-fd';
import { readCongestionInfo, readTcpInfo, setCongestionControl } from '../../src/transport/socket-options';
import { libc, onLinux, startWebServer } from './web-server';

onLinux('TCP_INFO of a real socket', () => {
  test('has the address’s round trip, the window and what was sent', async () => {
    await using server = await startWebServer();
    const socket = connect(server.port, '127.0.0.1');
    await once(socket, 'connect');
    expect((socket.address() as AddressInfo).port).toBeGreaterThan(0);
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'data');
    const fd = descriptorOf(socket) ?? -1;
    const info = parseTcpInfo(readTcpInfo(libc(), fd) ?? Buffer.alloc(0));
    expect(info).toMatchObject({ state: 1, sentBytes: 27, retransmittedBytes: 0, unsentBytes: 0 });
    expect(info.roundTripMs).toBeGreaterThan(0);
    expect(info.minRoundTripMs).toBeLessThanOrEqual(info.roundTripMs * 2);
    expect(info.receivedBytes).toBeGreaterThan(50);
    expect(info.congestionWindowSegments).toBeGreaterThan(0);
    if (setCongestionControl(libc(), fd, 'bbr') === undefined)
      expect(parseBbrInfo(readCongestionInfo(libc(), fd) ?? Buffer.alloc(0))).toBeDefined();
    socket.destroy();
    await once(socket, 'close');
    expect(descriptorOf(socket)).toBeUndefined();
  });
});

test('an older kernel’s shorter struct is read as far as it goes', () => {
  const info = Buffer.alloc(280);
  info.writeUInt32LE(1448, 16);
  info.writeUInt32LE(2, 24);
  info.writeUInt32LE(80_000, 68);
  info.writeUInt32LE(3, 100);
  info.writeBigUInt64LE(1_000_000n, 120);
  info.writeBigUInt64LE(1_100_000n, 200);
  expect(parseTcpInfo(info)).toMatchObject({ roundTripMs: 80, sentBytes: 1_100_000, retransmittedBytes: 0 });
  // Before 4.19: bytes sent and retransmitted are not counted, but follow from the rest.
  expect(parseTcpInfo(info.subarray(0, 192))).toMatchObject({ sentBytes: 1_002_896, retransmittedBytes: 4344 });
  expect(parseTcpInfo(info.subarray(0, 104))).toMatchObject({ roundTripMs: 80, acknowledgedBytes: 0, busyMs: 0 });
  expect(parseTcpInfo(Buffer.alloc(0)).roundTripMs).toBe(0);
});

test('a round trip that was never measured is none', () => {
  const info = Buffer.alloc(280);
  info.writeUInt32LE(0xffff_ffff, 148);
  expect(parseTcpInfo(info).minRoundTripMs).toBe(0);
});

test('the figures of another congestion control are not taken for BBR’s', () => {
  expect(parseBbrInfo(Buffer.alloc(16))).toBeUndefined();
  const info = Buffer.alloc(20);
  info.writeBigUInt64LE(25_000_000n);
  info.writeUInt32LE(80_100, 8);
  expect(parseBbrInfo(info)).toEqual({ bandwidthBytesPerSecond: 25_000_000, minRoundTripMs: 80.1 });
});

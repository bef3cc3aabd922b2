import { getSystemErrorName } from 'node:util';
import type { Libc } from './libc';

/** Numbers of Linux' headers (asm-generic/socket.h, linux/tcp.h); the same on x86-64 and arm64. */
const solSocket = 1;
const soMaxPacingRate = 47;
const ipprotoTcp = 6;
const tcpInfo = 11;
const tcpCongestion = 13;
const tcpNotsentLowat = 25;
const tcpCcInfo = 26;
const tcpFastopenConnect = 30;

const streamNonBlockCloseOnExec = 1 | 0o4000 | 0o2000000;

/** @returns a TCP descriptor that nobody closes yet, or undefined where the kernel gives none (EMFILE, no IPv6). */
export function openTcp(libc: Libc, family: 4 | 6): number | undefined {
  const fd = libc.socket(family === 6 ? 10 : 2, streamNonBlockCloseOnExec, 0);
  return fd < 0 ? undefined : fd;
}

/** @returns undefined when it is done, else the error's name: EPERM (not allowed), ENOENT (no such module). */
export function setCongestionControl(libc: Libc, fd: number, name: string): string | undefined {
  return outcome(libc.setsockopt(fd, ipprotoTcp, tcpCongestion, Buffer.from(name, 'latin1')));
}

export function readCongestionControl(libc: Libc, fd: number): string | undefined {
  const name = libc.getsockopt(fd, ipprotoTcp, tcpCongestion, 16);
  if (typeof name === 'number') return undefined;
  return name.toString('latin1').replace(/\0.*$/s, '') || undefined;
}

/** Data travels in the SYN where a cookie of the address is there: `connect` then succeeds before anything is sent. */
export function requestFastOpen(libc: Libc, fd: number): string | undefined {
  return outcome(libc.setsockopt(fd, ipprotoTcp, tcpFastopenConnect, u32(1)));
}

/** @param bytesPerSecond null: as fast as it goes. */
export function setPacing(libc: Libc, fd: number, bytesPerSecond: number | null): string | undefined {
  const value = Buffer.alloc(8);
  // The kernel counts a rate of 0 as "nothing may be sent".
  value.writeBigUInt64LE(bytesPerSecond === null ? 2n ** 64n - 1n : BigInt(Math.max(1, Math.floor(bytesPerSecond))));
  return outcome(libc.setsockopt(fd, solSocket, soMaxPacingRate, value));
}

/** @returns null where there is no cap; undefined where it cannot be read. */
export function readPacing(libc: Libc, fd: number): number | null | undefined {
  const value = libc.getsockopt(fd, solSocket, soMaxPacingRate, 8);
  if (typeof value === 'number') return undefined;
  // A kernel before 4.20 gives 32 bits.
  const rate = value.length === 4 ? BigInt(value.readUInt32LE(0)) : value.readBigUInt64LE(0);
  return rate === 2n ** 64n - 1n || rate === 2n ** 32n - 1n ? null : Number(rate);
}

export function setNotSentLowWater(libc: Libc, fd: number, sizeBytes: number): string | undefined {
  return outcome(libc.setsockopt(fd, ipprotoTcp, tcpNotsentLowat, u32(sizeBytes)));
}

/** `struct tcp_info`, as long as this kernel has it. */
export function readTcpInfo(libc: Libc, fd: number): Buffer | undefined {
  const value = libc.getsockopt(fd, ipprotoTcp, tcpInfo, 512);
  return typeof value === 'number' ? undefined : value;
}

/** What the congestion control tells of itself; its form is its own. */
export function readCongestionInfo(libc: Libc, fd: number): Buffer | undefined {
  const value = libc.getsockopt(fd, ipprotoTcp, tcpCcInfo, 64);
  return typeof value === 'number' ? undefined : value;
}

function u32(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(Math.min(Math.max(0, Math.floor(value)), 0xffff_ffff));
  return buffer;
}

function outcome(result: number): string | undefined {
  return result < 0 ? getSystemErrorName(result) : undefined;
}

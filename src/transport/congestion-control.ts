import { readFileSync } from 'node:fs';
import type { Libc } from './libc';
import { openTcp, readCongestionControl, setCongestionControl } from './socket-options';

export interface CongestionChoice {
  /** What sockets get; undefined: the host's default is left. */
  readonly name: 'bbr' | undefined;
  /** Why it is not BBR, and what would help; undefined where it is. */
  readonly reason: string | undefined;
}

/** Whether this process may give its sockets BBR: tried on a socket that is never connected. */
export function chooseCongestionControl(libc: Libc): CongestionChoice {
  const fd = openTcp(libc, 4);
  if (fd === undefined) return { name: undefined, reason: 'no socket could be opened to try BBR on' };
  try {
    const refused = setCongestionControl(libc, fd, 'bbr');
    if (refused === undefined) return { name: 'bbr', reason: undefined };
    return { name: undefined, reason: reasonOf(refused, readCongestionControl(libc, fd) ?? 'the host’s default') };
  } finally {
    libc.close(fd);
  }
}

/** @param refused the error's name. @param instead what sockets have. */
export function reasonOf(refused: string, instead: string): string {
  if (refused === 'ENOENT')
    return `no BBR (${instead} instead): the kernel has not loaded it; root: modprobe tcp_bbr, then add bbr to net.ipv4.tcp_allowed_congestion_control`;
  if (refused === 'EPERM')
    return `no BBR (${instead} instead): bbr is not in net.ipv4.tcp_allowed_congestion_control; root: sysctl -w net.ipv4.tcp_allowed_congestion_control="${allowedWithBbr()}", or give the worker CAP_NET_ADMIN`;
  return `no BBR (${instead} instead): the kernel answers ${refused}`;
}

function allowedWithBbr(): string {
  try {
    return `${readFileSync('/proc/sys/net/ipv4/tcp_allowed_congestion_control', 'utf8').trim()} bbr`;
  } catch {
    return 'reno cubic bbr';
  }
}

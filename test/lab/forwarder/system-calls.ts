import { closeSync, constants, openSync } from 'node:fs';
import koffi from 'koffi';

const libc = koffi.load('libc.so.6');
const ioctl = libc.func('int ioctl(int fd, unsigned long request, uint8_t *argument)');
const setns = libc.func('int setns(int fd, int type)');
const schedSetscheduler = libc.func('int sched_setscheduler(int pid, int policy, uint8_t *parameter)');
const ppoll = libc.func('int ppoll(uint8_t *fds, unsigned long count, uint8_t *timeout, void *signals)');
const read = libc.func('long read(int fd, uint8_t *into, unsigned long length)');
const pread = libc.func('long pread(int fd, uint8_t *into, unsigned long length, long offset)');
const setxattr = libc.func(
  'int setxattr(const char *path, const char *name, uint8_t *value, unsigned long size, int flags)',
);
const write = libc.func('long write(int fd, uint8_t *from, unsigned long length)');

const tunSetIff = 0x400454ca;
/** IFF_TUN | IFF_NO_PI: bare IP packets. */
const tunWithoutHeader = 0x1001;
const cloneNewNet = 0x40000000;
const schedRoundRobin = 2;
const pollIn = 1;

/** Makes a TUN device inside a named network namespace: nothing appears in the host's own. @returns its descriptor */
export function openTun(namespace: string, device: string): number {
  const leave = enterNamespace(namespace);
  try {
    const fd = openSync('/dev/net/tun', constants.O_RDWR | constants.O_NONBLOCK);
    const request = Buffer.alloc(40);
    request.write(device);
    request.writeUInt16LE(tunWithoutHeader, 16);
    check('TUNSETIFF', ioctl(fd, tunSetIff, request));
    return fd;
  } finally {
    leave();
  }
}

/**
 * Puts this process into a named network namespace: what it connects, listens on and starts from now on is in there,
 * since Node makes sockets and processes on its main thread. @returns the way back
 */
export function enterNamespace(namespace: string): () => void {
  const home = openSync('/proc/self/ns/net', 'r');
  const target = openSync(`/run/netns/${namespace}`, 'r');
  try {
    check('setns', setns(target, cloneNewNet));
  } finally {
    closeSync(target);
  }
  return () => {
    check('setns', setns(home, cloneNewNet));
    closeSync(home);
  };
}

/** Lets this process go before everything that is not urgent: a link does not wait for a busy host. @returns whether it may */
export function runUrgently(): boolean {
  const parameter = Buffer.alloc(4);
  parameter.writeInt32LE(10);
  return Number(schedSetscheduler(0, schedRoundRobin, parameter)) === 0;
}

export const readInto = (fd: number, into: Buffer): number => Number(read(fd, into, into.length));
/** Of a file in /proc: each reading from its start is a new one. */
export const readAtStart = (fd: number, into: Buffer): number => Number(pread(fd, into, into.length, 0));
export const writeFrom = (fd: number, from: Buffer, lengthBytes: number): number =>
  Number(write(fd, from, lengthBytes));

/** Whether files at a path can have attributes of a user's own, which versitygw keeps what it knows of an object in. */
export const mayCarryAttributes = (path: string): boolean =>
  Number(setxattr(path, 'user.redoubt', Buffer.from('1'), 1, 0)) === 0;

/** Waits for any of some descriptors to become readable. */
export class Poll {
  readonly #fds: Buffer;
  readonly #timeout = Buffer.alloc(16);

  constructor(private readonly descriptors: readonly number[]) {
    this.#fds = Buffer.alloc(descriptors.length * 8);
    for (const [i, fd] of descriptors.entries()) {
      this.#fds.writeInt32LE(fd, i * 8);
      this.#fds.writeInt16LE(pollIn, i * 8 + 4);
    }
  }

  /** @returns whether the last descriptor is readable, or was closed at its other end */
  wait(timeoutMs: number): boolean {
    const last = (this.descriptors.length - 1) * 8 + 6;
    this.#timeout.writeBigInt64LE(BigInt(Math.floor(timeoutMs * 1e6)), 8);
    this.#fds.writeInt16LE(0, last);
    ppoll(this.#fds, this.descriptors.length, this.#timeout, null);
    return this.#fds.readInt16LE(last) !== 0;
  }
}

function check(what: string, result: unknown): void {
  if (Number(result) < 0) throw new Error(`${what}: errno ${koffi.errno()}`);
}

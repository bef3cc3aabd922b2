/** A socket that has something to send. */
export interface SendingSocket {
  readonly id: string;
  /** What the other end took over the last step, in bytes per second; undefined: it did not send all that time. */
  readonly goodput: number | undefined;
}

/**
 * Splits what a line may send among the sockets that have something to send. Equal shares; what a slow socket leaves of
 * its own goes to the others, and it may take twice what it has. @returns bytes per second by socket
 */
export function shareOut(total: number, sockets: readonly SendingSocket[]): ReadonlyMap<string, number> {
  const equal = total / sockets.length;
  const isSlow = ({ goodput }: SendingSocket): boolean => goodput !== undefined && goodput < equal / 2;
  const slow = sockets.filter(isSlow);
  const left = slow.reduce((sum, { goodput = 0 }) => sum + equal - goodput * 2, 0);
  const others = sockets.length - slow.length;
  return new Map(sockets.map((socket) => [socket.id, isSlow(socket) || others === 0 ? equal : equal + left / others]));
}

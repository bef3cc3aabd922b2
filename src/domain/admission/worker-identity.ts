import type { ServingHost } from './room';

/**
 * How a worker of the shared queue is called in Temporal: who reads a task queue's pollers sees which hosts serve it, and
 * how many lanes each has.
 */
export const workerIdentity = ({ host, lanes }: ServingHost, processId: number): string =>
  `redoubt@${host} (${lanes} lanes, process ${processId})`;

/** Undefined: not a worker of ours. */
export function hostOfIdentity(identity: string): ServingHost | undefined {
  const [, host, lanes] = /^redoubt@(.+) \((\d+) lanes, process \d+\)$/.exec(identity) ?? [];
  return host === undefined || lanes === undefined ? undefined : { host, lanes: Number(lanes) };
}

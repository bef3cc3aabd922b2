import { writeSync } from 'node:fs';
import { setPriority } from 'node:os';
import { removeNamespace } from '../namespace';
import { DelayLine } from './delay-line';
import { HoldUps } from './held-up';
import type { ForwarderOrder, ForwarderReady, ForwarderRequest, LinkOrder, LinkStatistics } from './messages';
import { openTun, Poll, readInto, runUrgently, writeFrom } from './system-calls';

interface Link {
  readonly descriptors: readonly number[];
  readonly up: DelayLine;
  readonly down: DelayLine;
}

function openLink(order: LinkOrder): Link {
  const near = openTun(order.nearNamespace, order.nearDevice);
  const far = openTun(order.farNamespace, order.farDevice);
  const ports = (from: number, to: number) => ({
    receive: (into: Buffer) => readInto(from, into),
    send: (packet: Buffer, lengthBytes: number) => void writeFrom(to, packet, lengthBytes),
  });
  return {
    descriptors: [near, far],
    up: new DelayLine(ports(near, far), order, order.seed),
    down: new DelayLine(ports(far, near), { ...order, lossShare: 0 }, order.seed),
  };
}

const say = (message: ForwarderReady | LinkStatistics): void => void writeSync(1, `${JSON.stringify(message)}\n`);

function answer(links: ReadonlyMap<string, Link>, holdUps: HoldUps, request: ForwarderRequest): LinkStatistics {
  const link = links.get(request.link);
  if (link === undefined) throw new RangeError(`no link ${request.link}`);
  link.up.change(request.change ?? {});
  link.down.change({ ...request.change, lossShare: 0 });
  const reset = request.reset ?? false;
  return { up: link.up.counters(reset), down: link.down.counters(reset), heldUp: holdUps.worst(reset) };
}

const clockMs = (): number => performance.now();

/** Forwards until its standard input ends. A loop of its own: nothing else may run in this process. */
function forward(order: ForwarderOrder): void {
  const links = new Map(order.links.map((link) => [link.name, openLink(link)]));
  const lines = [...links.values()].flatMap(({ up, down }) => [up, down]);
  const poll = new Poll([...[...links.values()].flatMap(({ descriptors }) => descriptors), 0]);
  const input = Buffer.alloc(4096);
  let unfinished = '';
  const urgent = runUrgently();
  if (!urgent) setPriority(-20);
  const holdUps = new HoldUps();
  say({ urgent });
  for (;;) {
    for (const line of lines) line.pull(clockMs);
    let nextMs = Infinity;
    for (const line of lines) {
      const nowMs = clockMs();
      holdUps.look(nowMs, line.dueAtMs);
      nextMs = Math.min(nextMs, line.push(nowMs));
    }
    const asked = poll.wait(Math.min(Math.max(0, nextMs - performance.now()), 200));
    if (!asked) continue;
    const length = readInto(0, input);
    if (length <= 0) return;
    const requests = (unfinished + input.toString('utf8', 0, length)).split('\n');
    unfinished = requests.pop() ?? '';
    // Written by WanLab.
    for (const request of requests) say(answer(links, holdUps, JSON.parse(request) as ForwarderRequest));
  }
}

// Written by WanLab.
const order = JSON.parse(process.argv[2] ?? '') as ForwarderOrder;
try {
  forward(order);
} finally {
  for (const namespace of order.namespaces) removeNamespace(namespace);
}

import path from 'node:path';
import type { ForwarderOrder, LinkOrder } from './forwarder/messages';
import { Forwarder } from './forwarder-process';
import { newLabNames, removeDeadLabs, type LabNames } from './lab-names';
import { Namespace, removeNamespace } from './namespace';
import { WanLink, type LinkSettings } from './wan-link';

export interface WanLabOptions {
  /** One link each, to a far end of its own, by name. */
  readonly links: Readonly<Record<string, LinkSettings>>;
  /** The same seed loses the same packets. */
  readonly seed?: number;
}

/** A near end, and far ends at the other side of links of their own. */
export interface WanLab {
  readonly near: Namespace;
  readonly links: Readonly<Record<string, WanLink>>;
  /** Whether the forwarder goes before everything else on the host. */
  readonly urgent: boolean;
  readonly forwarderPid: number;
  link(name: string): WanLink;
  close(): Promise<void>;
}

/**
 * Makes network namespaces and joins them by links with delay, rate, queue and loss. Whatever a killed lab left is removed
 * first; what runs in the namespaces ends with the lab, and with the process that opened it.
 */
export async function openWanLab({ links: settings, seed = 1 }: WanLabOptions): Promise<WanLab> {
  removeDeadLabs();
  const names = newLabNames();
  const made: Namespace[] = [];
  const make = (end: string): Namespace => {
    const namespace = Namespace.create(names.namespace(end));
    made.push(namespace);
    return namespace;
  };
  try {
    const near = make('near');
    // Whatever uses BBR has then chosen it, also where the host's default is BBR.
    near.setSysctl('net.ipv4.tcp_congestion_control', 'reno');
    const ends = Object.entries(settings).map(([name, link], i) => ({ name, link, far: make(`far${i}`), i }));
    const orders = ends.map(({ name, link, far, i }): LinkOrder => linkOrder(name, link, near, far, i, seed + i));
    const order: ForwarderOrder = { links: orders, namespaces: made.map(({ name }) => name) };
    const forwarder = await Forwarder.start(path.join(__dirname, 'forwarder/main.ts'), order);
    const links = Object.fromEntries(
      ends.map(({ name, link, far, i }) => [name, joined({ name, settings: link, near, far, forwarder }, names, i)]),
    );
    return {
      near,
      links,
      urgent: forwarder.urgent,
      forwarderPid: forwarder.pid,
      link: (name) => {
        const link = links[name];
        if (link === undefined) throw new RangeError(`no link ${name}`);
        return link;
      },
      close: async () => {
        for (const { name } of made) removeNamespace(name);
        await forwarder.stop();
      },
    };
  } catch (error) {
    for (const { name } of made) removeNamespace(name);
    throw error;
  }
}

function linkOrder(
  name: string,
  { roundTripMs, rateMbit, lossShare = 0, queueBytes = defaultQueueBytes(roundTripMs, rateMbit) }: LinkSettings,
  near: Namespace,
  far: Namespace,
  index: number,
  seed: number,
): LinkOrder {
  return {
    name,
    nearNamespace: near.name,
    nearDevice: `wan${index}`,
    farNamespace: far.name,
    farDevice: 'wan',
    delayMs: roundTripMs / 2,
    rateMbit,
    lossShare,
    queueBytes,
    seed,
  };
}

/** What the link holds in a round trip, as routers have it; never less than 256 KiB, as even small switches have that. */
const defaultQueueBytes = (roundTripMs: number, rateMbit: number): number =>
  Math.max(262_144, roundTripMs * rateMbit * 125);

type LinkParts = ConstructorParameters<typeof WanLink>[0];

function joined(parts: Omit<LinkParts, 'addresses' | 'nearDevice'>, names: LabNames, index: number): WanLink {
  const addresses = names.addresses(index);
  const nearDevice = `wan${index}`;
  for (const [namespace, device, here, there] of [
    [parts.near, nearDevice, addresses.near, addresses.far],
    [parts.far, 'wan', addresses.far, addresses.near],
  ] as const) {
    // Up first: IPv6 makes the route to the other end only on a device that is.
    namespace.ip('link', 'set', device, 'mtu', '1500', 'txqueuelen', '2000', 'up');
    namespace.ip('addr', 'add', here.ipv4, 'peer', there.ipv4, 'dev', device);
    namespace.ip('addr', 'add', here.ipv6, 'peer', there.ipv6, 'dev', device, 'nodad');
  }
  return new WanLink({ ...parts, addresses, nearDevice });
}

import { readHostFacts, type HostFacts, type HostPlace } from './host-facts';
import { fastOpenClientBit, neededBufferBytes, wantedControl } from './wanted-values';

/** `ok`: had. `note`: it works, and could be better. `missing`: sockets do without it. None of them fails a backup. */
export type CapabilityState = 'ok' | 'note' | 'missing';

/** One thing that this host can or cannot do for TCP. */
export interface HostCapability {
  readonly name:
    | 'linux'
    | 'kernel calls'
    | 'bbr'
    | 'default congestion control'
    | 'fast open'
    | 'send buffer'
    | 'receive buffer'
    | 'rights'
    | 'ipv6';
  readonly state: CapabilityState;
  readonly reason: string;
  /** What to do, as one line; null where there is nothing to do. */
  readonly remedy: string | null;
  /** What doing it would bring, where that is known. */
  readonly gain?: string;
}

/** What this host can do for TCP, each with its reason and its remedy. Changes nothing, and never throws. */
export async function probeHostCapabilities(place: HostPlace = {}): Promise<readonly HostCapability[]> {
  return judgeHost(await readHostFacts(place));
}

/** The judgement alone. Elsewhere than on Linux there is but one thing to say. */
export function judgeHost(facts: HostFacts): readonly HostCapability[] {
  if (facts.platform !== 'linux') return [notLinux(facts.platform)];
  return [
    { name: 'linux', state: 'ok', reason: 'this host runs Linux', remedy: null },
    kernelCalls(facts),
    bbr(facts),
    defaultControl(facts),
    fastOpen(facts),
    buffer('send buffer', 'tcp_wmem', facts.sendBufferMaxBytes, 'uploads'),
    buffer('receive buffer', 'tcp_rmem', facts.receiveBufferMaxBytes, 'restores and reading from the database'),
    rights(facts),
    ipv6(facts),
  ];
}

/** Why sockets of this host stay plain, in one line; null where they can be tuned. */
export function plainSocketsReason(capabilities: readonly HostCapability[]): string | null {
  const blocker = capabilities.find(({ name, state }) => ['linux', 'kernel calls'].includes(name) && state !== 'ok');
  return blocker === undefined ? null : oneLine(blocker);
}

/** What would be gained, and how: a line for each capability that is not there. */
export function possibleGains(capabilities: readonly HostCapability[]): readonly string[] {
  return capabilities.flatMap(({ state, gain, reason, remedy }) =>
    state === 'ok' || gain === undefined ? [] : [`${gain}: ${oneLine({ reason, remedy })}`],
  );
}

const oneLine = ({ reason, remedy }: Pick<HostCapability, 'reason' | 'remedy'>): string =>
  remedy === null ? reason : `${reason}; ${remedy}`;

const notLinux = (platform: string): HostCapability => ({
  name: 'linux',
  state: 'missing',
  reason: `this host runs ${platform}, and BBR, Fast Open and TCP_INFO are Linux’s`,
  remedy: 'run the worker on Linux',
  gain: 'faster copies to far regions',
});

function kernelCalls({ ffiError }: HostFacts): HostCapability {
  const name = 'kernel calls';
  if (ffiError === null) return { name, state: 'ok', reason: 'koffi is loaded', remedy: null };
  return {
    name,
    state: 'missing',
    reason: `koffi cannot be loaded (${ffiError})`,
    remedy: 'install without --omit=optional: koffi brings a library for each platform',
    gain: 'BBR, Fast Open, a limit by region and figures by socket',
  };
}

function bbr(facts: HostFacts): HostCapability {
  const { available, allowed, hasNetAdmin, hasBbrModule } = facts;
  const missing = (reason: string, remedy: string): HostCapability => {
    const gain = 'goodput on a line that loses packets (about 20 times at 1 % loss and 80 ms)';
    return { name: 'bbr', state: 'missing', reason, remedy, gain };
  };
  if (available === null) return missing('the kernel does not show its congestion controls', 'mount /proc');
  if (available.includes(wantedControl)) {
    const ok = (reason: string): HostCapability => ({ name: 'bbr', state: 'ok', reason, remedy: null });
    if (allowed?.includes(wantedControl) === true) return ok('every user may choose it for a socket');
    if (hasNetAdmin === true) return ok('this process may choose it for a socket (CAP_NET_ADMIN)');
    const list = [...(allowed ?? []), wantedControl].join(' ');
    return missing(
      'it is loaded, and this user may not choose it',
      `sysctl -w net.ipv4.tcp_allowed_congestion_control='${list}', or give the worker CAP_NET_ADMIN`,
    );
  }
  if (hasBbrModule) return missing('its module is there and not loaded', 'modprobe tcp_bbr');
  return missing('this kernel has no BBR', 'use a kernel with CONFIG_TCP_CONG_BBR');
}

function defaultControl({ defaultControl: control }: HostFacts): HostCapability {
  const name = 'default congestion control';
  if (control === wantedControl) return { name, state: 'ok', reason: 'bbr', remedy: null };
  return {
    name,
    state: 'note',
    reason: `${control ?? 'unknown'}: sockets that Redoubt does not open itself use it`,
    remedy: `nothing need be done; acceleration scope host makes it ${wantedControl} while a backup runs`,
  };
}

function fastOpen({ fastOpenBits }: HostFacts): HostCapability {
  const name = 'fast open';
  if (((fastOpenBits ?? 0) & fastOpenClientBit) !== 0)
    return { name, state: 'ok', reason: `net.ipv4.tcp_fastopen is ${fastOpenBits}`, remedy: null };
  const gain = 'a round trip less for each new connection';
  if (fastOpenBits === null)
    return { name, state: 'missing', reason: 'this kernel has no net.ipv4.tcp_fastopen', remedy: null, gain };
  return {
    name,
    state: 'missing',
    reason: `net.ipv4.tcp_fastopen is ${fastOpenBits}, without the client’s bit`,
    remedy: `sysctl -w net.ipv4.tcp_fastopen=${fastOpenBits | fastOpenClientBit}`,
    gain,
  };
}

function buffer(
  name: 'send buffer' | 'receive buffer',
  setting: string,
  maxBytes: number | null,
  whom: string,
): HostCapability {
  if (maxBytes === null)
    return { name, state: 'note', reason: `net.ipv4.${setting} cannot be read`, remedy: 'mount /proc' };
  const reason = `net.ipv4.${setting} ends at ${maxBytes} bytes`;
  if (maxBytes >= neededBufferBytes) return { name, state: 'ok', reason, remedy: null };
  return {
    name,
    state: 'note',
    reason: `${reason}; 200 Mbit/s at 80 ms needs ${neededBufferBytes}`,
    remedy: `acceleration scope host, or sysctl -w net.ipv4.${setting} with ${neededBufferBytes} as its third value`,
    gain: `fuller lines for ${whom} over long distances`,
  };
}

function rights({ hasNetAdmin }: HostFacts): HostCapability {
  const name = 'rights';
  if (hasNetAdmin === true) return { name, state: 'ok', reason: 'this process has CAP_NET_ADMIN', remedy: null };
  return {
    name,
    state: 'note',
    reason: `${hasNetAdmin === null ? 'capabilities cannot be read' : 'no CAP_NET_ADMIN'}: scope host could change nothing`,
    remedy: 'nothing need be done for scope socket; for scope host give the worker CAP_NET_ADMIN',
  };
}

function ipv6({ hasIpv6 }: HostFacts): HostCapability {
  if (hasIpv6) return { name: 'ipv6', state: 'ok', reason: 'it is switched on', remedy: null };
  return {
    name: 'ipv6',
    state: 'note',
    reason: 'it is switched off: regions are reached by IPv4',
    remedy: 'sysctl -w net.ipv6.conf.all.disable_ipv6=0, where the network has it',
  };
}

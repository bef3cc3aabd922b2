import { namespacesNamed, removeNamespace } from './namespace';

const prefix = 'rdbt-lab-';
let opened = 0;

/** What tells one lab from all others on the host. */
export interface LabNames {
  namespace(end: string): string;
  /** Both ends of a link, IPv4 and IPv6, in ranges that no other lab of the host is likely to have. */
  addresses(link: number): { readonly near: EndAddresses; readonly far: EndAddresses };
}

export interface EndAddresses {
  readonly ipv4: string;
  readonly ipv6: string;
}

/** Names begin with the process's id: so a later lab knows what a killed one left. */
export function newLabNames(): LabNames {
  const serial = opened++;
  const range = ((process.pid & 0xfff) << 4) | (serial & 0xf);
  const end = (link: number, host: number): EndAddresses => ({
    ipv4: `10.${range >> 8}.${range & 0xff}.${link * 4 + host}`,
    ipv6: `fd72:6274:${range.toString(16)}:${link.toString(16)}::${host}`,
  });
  return {
    namespace: (name) => `${prefix}${process.pid}-${serial}-${name}`,
    addresses: (link) => ({ near: end(link, 1), far: end(link, 2) }),
  };
}

/** Removes the namespaces of labs whose process is gone, with all that still runs in them. @returns their names */
export function removeDeadLabs(): readonly string[] {
  const dead = namespacesNamed(prefix).filter((name) => !isAlive(Number(name.slice(prefix.length).split('-')[0])));
  for (const name of dead) removeNamespace(name);
  return dead;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

import { readFile } from 'node:fs/promises';
import { release } from 'node:os';
import path from 'node:path';

/** What was read of this host, unjudged. `null`: it could not be read. */
export interface HostFacts {
  /** As Node names it: `linux`, `darwin`, … */
  readonly platform: string;
  /** Why the library that calls the kernel cannot be loaded; null where it can. */
  readonly ffiError: string | null;
  /** Congestion controls in the kernel now, and those that a plain user may choose. */
  readonly available: readonly string[] | null;
  readonly allowed: readonly string[] | null;
  readonly defaultControl: string | null;
  /** Whether `modprobe tcp_bbr` would find a module. */
  readonly hasBbrModule: boolean;
  readonly hasNetAdmin: boolean | null;
  /** net.ipv4.tcp_fastopen: 1 client, 2 server, more in ip-sysctl. */
  readonly fastOpenBits: number | null;
  readonly sendBufferMaxBytes: number | null;
  readonly receiveBufferMaxBytes: number | null;
  readonly hasIpv6: boolean;
}

export interface HostPlace {
  /** Where /proc and /lib/modules are looked for (default `/`). */
  readonly root?: string;
  readonly platform?: string;
  /** Throws what loading the library throws. */
  readonly loadFfi?: () => unknown;
}

/** Bit of CAP_NET_ADMIN in CapEff (linux/capability.h). */
const netAdminBit = 12n;

/** Reads; changes nothing, and never throws. */
export async function readHostFacts(place: HostPlace = {}): Promise<HostFacts> {
  const { root = '/', platform = process.platform } = place;
  const read = (file: string): Promise<string | null> => readText(path.join(root, file));
  const ipv4 = (name: string): Promise<string | null> => read(`proc/sys/net/ipv4/${name}`);
  return {
    platform,
    ffiError: ffiError(place.loadFfi ?? loadKoffi),
    available: words(await ipv4('tcp_available_congestion_control')),
    allowed: words(await ipv4('tcp_allowed_congestion_control')),
    defaultControl: await ipv4('tcp_congestion_control'),
    hasBbrModule: /\/tcp_bbr\.ko/.test((await read(`lib/modules/${release()}/modules.dep`)) ?? ''),
    hasNetAdmin: netAdmin(await read('proc/self/status')),
    fastOpenBits: wholeNumber(await ipv4('tcp_fastopen')),
    sendBufferMaxBytes: wholeNumber(words(await ipv4('tcp_wmem'))?.[2]),
    receiveBufferMaxBytes: wholeNumber(words(await ipv4('tcp_rmem'))?.[2]),
    hasIpv6: ipv6(await read('proc/sys/net/ipv6/conf/all/disable_ipv6')),
  };
}

/** Null where the file is not there or may not be read: containers hide some. */
async function readText(file: string): Promise<string | null> {
  return readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

function loadKoffi(): unknown {
  return require('koffi') as unknown;
}

function ffiError(load: () => unknown): string | null {
  try {
    load();
    return null;
  } catch (error) {
    const [firstLine = 'it cannot be loaded'] = (error instanceof Error ? error.message : String(error)).split('\n');
    return firstLine;
  }
}

const words = (text: string | null): readonly string[] | null => text?.split(/\s+/).filter(Boolean) ?? null;

function wholeNumber(text: string | null | undefined): number | null {
  return text !== null && text !== undefined && /^\d+$/.test(text) ? Number(text) : null;
}

function netAdmin(status: string | null): boolean | null {
  const effective = /^CapEff:\s*([0-9a-f]+)$/m.exec(status ?? '')?.[1];
  return effective === undefined ? null : ((BigInt(`0x${effective}`) >> netAdminBit) & 1n) === 1n;
}

/** The folder is absent where the kernel was started without IPv6. */
const ipv6 = (disabled: string | null): boolean => disabled === '0';

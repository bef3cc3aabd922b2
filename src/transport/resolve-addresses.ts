import { lookup as dnsLookup, type LookupAddress } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';

export interface Address {
  readonly address: string;
  readonly family: 4 | 6;
}

export interface ResolveOptions {
  readonly family?: number | string | undefined;
  readonly hints?: number | undefined;
  readonly lookup?: LookupFunction | undefined;
}

/**
 * All addresses of a name, its families taking turns (RFC 8305, section 4), the resolver's first one first.
 * @throws what `dns.lookup` gives: ENOTFOUND, EAI_AGAIN
 */
export async function resolveAddresses(
  host: string,
  { family, hints, lookup = dnsLookup }: ResolveOptions = {},
): Promise<readonly Address[]> {
  const known = familyOf(isIP(host));
  if (known !== undefined) return [{ address: host, family: known }];
  const found = await new Promise<readonly LookupAddress[]>((resolve, reject) => {
    const options = { all: true, ...(hints === undefined ? {} : { hints }), ...familyOption(family) };
    lookup(host, options, (error, addresses, family) => {
      if (error !== null) reject(error);
      // A lookup of one's own may ignore `all`.
      else
        resolve(
          typeof addresses === 'string' ? [{ address: addresses, family: family ?? isIP(addresses) }] : addresses,
        );
    });
  });
  return takeTurns(
    found.flatMap(({ address, family }) => {
      const known = familyOf(family);
      return known === undefined ? [] : [{ address, family: known }];
    }),
  );
}

function takeTurns(addresses: readonly Address[]): readonly Address[] {
  const first = addresses.filter(({ family }) => family === addresses[0]?.family);
  const other = addresses.filter(({ family }) => family !== addresses[0]?.family);
  const longest = Math.max(first.length, other.length);
  return Array.from({ length: longest }, (_, i) => [first[i], other[i]])
    .flat()
    .filter((address) => address !== undefined);
}

const familyOf = (family: number): 4 | 6 | undefined => (family === 4 || family === 6 ? family : undefined);

function familyOption(family: number | string | undefined): { family?: number } {
  if (family === 4 || family === 'IPv4') return { family: 4 };
  return family === 6 || family === 'IPv6' ? { family: 6 } : {};
}

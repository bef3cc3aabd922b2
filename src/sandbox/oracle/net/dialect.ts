import type { PlayedVersion } from '../engine';

/** TNS version / TTC field version pairs that the server can speak. 319/24 frames replies with END_OF_RESPONSE. */
export const protocols = ['319/24', '318/12', '315/8'] as const;
export type Protocol = (typeof protocols)[number];

/** The pair that each played version speaks by itself. */
export const protocolOf: Record<PlayedVersion, Protocol> = { '23ai': '319/24', '19c': '318/12', '12.2': '315/8' };

/** What both sides agreed on; decides which optional fields a message has. */
export interface Dialect {
  readonly tnsVersion: number;
  /** The lower of what both sides announced as their TTC field version. */
  readonly fieldVersion: number;
  /** Replies end with a byte of their own, and their last packet carries a flag. */
  readonly endOfResponse: boolean;
  /** A signed byte is written as SBn and not as the byte itself: the client says so in its list of types. */
  readonly universalSignedBytes: boolean;
  /** A text whose length stands in a field of its own is CLR, and not just its bytes. */
  readonly textsHaveLengths: boolean;
}

/** The dialect that the server offers, before the client has said what it knows. */
export function offeredDialect(protocol: Protocol): Dialect {
  const [tnsVersion = 0, fieldVersion = 0] = protocol.split('/').map(Number);
  const endOfResponse = fieldVersion >= fieldVersions.v23_4;
  return { tnsVersion, fieldVersion, endOfResponse, universalSignedBytes: false, textsHaveLengths: true };
}

/** TTC field versions from which on messages have more fields. */
export const fieldVersions = {
  v12_2: 8,
  v12_2Ext1: 9,
  v18_1Ext1: 11,
  v20_1: 14,
  v23_1: 17,
  v23_1Ext1: 18,
  v23_1Ext3: 20,
  v23_4: 24,
} as const;

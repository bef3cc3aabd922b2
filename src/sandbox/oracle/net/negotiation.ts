import { fieldVersions, type Dialect } from './dialect';
import type { MessageReader } from './message-reader';
import type { MessageWriter } from './message-writer';
import { charsets, messages } from './protocol-codes';

const compileCapabilities = {
  logonTypes: 4,
  fieldVersion: 7,
  ttc1: 15,
  oci1: 16,
  typeCodesOf2Bytes: 27,
  ttc3: 37,
  ttc4: 40,
};
const compileCapabilityCount = 53;
const runtimeCapabilityCount = 11;
/** Flag of message 2: texts of known length have it before them all the same (only JDBC's have not). */
const textsHaveLengths = 0x02;
const universalRepresentation = 1;
const endOfResponse = 0x20;
const dbTimeZoneInReply = 0x01;
const strings32k = 0x04;
/** DBTIMEZONE +00:00 as INTERVAL DAY TO SECOND, hours and minutes biased by 60. */
const utcTimeZone = Buffer.from([0x80, 0, 0, 0, 60, 60, 0x80, 0, 0, 0, 0]);

/** Reads message 1: only that it is one matters. */
export function readProtocolMessage(message: MessageReader): void {
  message.u8(); // highest protocol version of the client, 6
  while (message.u8() !== 0); // more versions
  while (message.u8() !== 0); // name of the driver
}

/** Writes the reply to message 1: character sets, and what this server was compiled for. */
export function writeProtocolReply(reply: MessageWriter, dialect: Dialect): void {
  const fdo = Buffer.alloc(11);
  fdo.writeUInt16BE(charsets.utf16, 9);
  reply.u8(messages.protocol).u8(6).u8(0).bytes(Buffer.from('x86_64/Linux 2.4.xx\0')).u16le(charsets.utf8).u8(1);
  reply.u16le(0).u16be(fdo.length).bytes(fdo);
  reply.clr(serverCompileCapabilities(dialect)).clr(serverRuntimeCapabilities());
}

function serverCompileCapabilities(dialect: Dialect): Buffer {
  const capabilities = Buffer.alloc(compileCapabilityCount);
  capabilities[0] = 6; // SQL version
  capabilities[compileCapabilities.logonTypes] = 0x6a; // O5LOGON and its successors, long identifiers
  capabilities[compileCapabilities.fieldVersion] = dialect.fieldVersion;
  capabilities[compileCapabilities.ttc1] = 0x01; // status messages carry the end-of-call status …
  capabilities[compileCapabilities.oci1] = 0x01; // … and a sequence number
  capabilities[compileCapabilities.typeCodesOf2Bytes] = 1;
  capabilities[compileCapabilities.ttc3] = 0x20; // chunks of long values have UB4 lengths
  if (dialect.endOfResponse) capabilities[compileCapabilities.ttc4] = endOfResponse;
  return capabilities;
}

function serverRuntimeCapabilities(): Buffer {
  const capabilities = Buffer.alloc(runtimeCapabilityCount);
  capabilities[0] = 2; // compatible with 8.1 and later
  capabilities[1] = dbTimeZoneInReply;
  capabilities[6] = strings32k;
  return capabilities;
}

/** What the client said of itself in message 2. */
export interface ClientCapabilities {
  readonly fieldVersion: number;
  readonly endOfResponse: boolean;
  readonly wantsTimeZone: boolean;
  readonly textsHaveLengths: boolean;
  readonly universalSignedBytes: boolean;
}

/** Reads message 2. */
export function readDataTypesMessage(message: MessageReader): ClientCapabilities {
  message.bytes(4); // character sets in and out
  const flags = message.u8();
  const compile = message.clr();
  const runtime = message.clr();
  return {
    fieldVersion: compile?.[compileCapabilities.fieldVersion] ?? fieldVersions.v12_2,
    endOfResponse: ((compile?.[compileCapabilities.ttc4] ?? 0) & endOfResponse) !== 0,
    wantsTimeZone: ((runtime?.[1] ?? 0) & dbTimeZoneInReply) !== 0,
    textsHaveLengths: (flags & textsHaveLengths) !== 0,
    universalSignedBytes: hasUniversalSignedBytes(message.bytes(message.remaining)),
  };
}

/**
 * Looks the signed byte (type 27) up in the list of types: type, type on the wire, representation, 0, each a uint16. It
 * is searched for and not read from the start, where clients put different fields before the list.
 */
function hasUniversalSignedBytes(types: Buffer): boolean {
  return types.includes(Buffer.from([0, 27, 0, 27, 0, universalRepresentation, 0, 0]));
}

/** Writes the reply to message 2: an empty list, which means that every type stays as the client has it. */
export function writeDataTypesReply(reply: MessageWriter, client: ClientCapabilities): void {
  reply.u8(messages.dataTypes);
  if (client.wantsTimeZone) reply.bytes(utcTimeZone);
  reply.u16be(0);
}

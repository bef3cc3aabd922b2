import type { Dialect } from './dialect';
import { MalformedMessage } from './message-reader';
import { packetTypes } from './protocol-codes';
import { shortPacket } from './packets';

/** The first packet of a client. */
export interface ConnectRequest {
  readonly tnsVersion: number;
  /** Bytes of a packet that the client proposes. */
  readonly sdu: number;
  /** The text `(DESCRIPTION=…)`; undefined if it follows in a DATA packet, as long ones do. */
  readonly connectData: string | undefined;
}

const oldestSupportedTns = 315;
const noNativeServices = 0x08;
const maxTdu = 2 * 1024 * 1024;
const acceptFlagEndOfResponse = 0x0200_0000;

/** Reads a CONNECT packet. Throws {@link MalformedMessage}, also for clients older than TNS 315 (Oracle 12.2). */
export function parseConnect(packet: Buffer): ConnectRequest {
  if (packet.length < 34) throw new MalformedMessage('a CONNECT packet that is too short');
  const tnsVersion = packet.readUInt16BE(8);
  if (tnsVersion < oldestSupportedTns) throw new MalformedMessage(`a client of TNS version ${String(tnsVersion)}`);
  const length = packet.readUInt16BE(24);
  const offset = packet.readUInt16BE(26);
  const isInline = length > 0 && offset + length <= packet.length;
  return {
    tnsVersion,
    sdu: packet.length >= 62 ? packet.readUInt32BE(58) : packet.readUInt16BE(14),
    connectData: isInline ? packet.toString('latin1', offset, offset + length) : undefined,
  };
}

/** ACCEPT, with 16 zero bytes behind what is known (JDBC reads them): no native network services, no compression, no fast authentication. */
export function acceptPacket(dialect: Dialect, sdu: number): Buffer {
  const packet = Buffer.alloc(61);
  packet.writeUInt16BE(packet.length, 0);
  packet.writeUInt8(packetTypes.accept, 4);
  packet.writeUInt16BE(dialect.tnsVersion, 8);
  packet.writeUInt16BE(Math.min(sdu, 0xffff), 12);
  packet.writeUInt16BE(0xffff, 14);
  packet.writeUInt16BE(1, 16); // byte order of the hardware: clients look for the 1
  packet.writeUInt16BE(packet.length, 20); // offset of the (empty) accept data
  packet.writeUInt8(noNativeServices, 22);
  packet.writeUInt8(noNativeServices, 23);
  packet.writeUInt32BE(sdu, 32);
  packet.writeUInt32BE(maxTdu, 36);
  packet.writeUInt32BE(dialect.endOfResponse ? acceptFlagEndOfResponse : 0, 41);
  return packet;
}

/** REFUSE with a TNS error: 12514 (service), 12505 (SID), 12528 (blocked), … */
export function refusePacket(error: number): Buffer {
  const number = String(error);
  const stack = `(ERROR_STACK=(ERROR=(CODE=${number})(EMFI=4)))`;
  const text = `(DESCRIPTION=(TMP=)(VSNNUM=318767104)(ERR=${number})${stack})`;
  const body = Buffer.alloc(4 + text.length);
  body.writeUInt8(4, 0); // reason given by the user side
  body.writeUInt8(4, 1); // reason given by the system
  body.writeUInt16BE(text.length, 2);
  body.write(text, 4, 'latin1');
  return shortPacket(packetTypes.refuse, body);
}

/** The error number with which a listener refuses these connect data; undefined if they name this database. */
export function refusalOf(
  connectData: string,
  names: { readonly serviceName: string; readonly sid: string },
): number | undefined {
  const service = valueOf(connectData, 'SERVICE_NAME');
  if (service !== undefined) return isSame(service, names.serviceName) ? undefined : 12514;
  const sid = valueOf(connectData, 'SID');
  if (sid !== undefined) return isSame(sid, names.sid) ? undefined : 12505;
  return 12504; // the listener was not given the SERVICE_NAME
}

function valueOf(connectData: string, name: string): string | undefined {
  return new RegExp(`\\(\\s*${name}\\s*=\\s*([^()\\s]*)\\s*\\)`, 'iu').exec(connectData)?.[1];
}

function isSame(name: string, other: string): boolean {
  return name.toUpperCase() === other.toUpperCase();
}

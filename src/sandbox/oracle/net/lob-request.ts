import type { MessageReader } from './message-reader';

/** What function 96 can be asked to do. */
export const lobOperations = {
  length: 0x1,
  read: 0x2,
  trim: 0x20,
  write: 0x40,
  fileOpen: 0x100,
  createTemporary: 0x110,
  freeTemporary: 0x111,
  fileClose: 0x200,
  fileIsOpen: 0x400,
  fileExists: 0x800,
  chunkSize: 0x4000,
  open: 0x8000,
  close: 0x1_0000,
  isOpen: 0x1_1000,
} as const;

/** Function 96. */
export interface LobRequest {
  readonly operation: number;
  readonly locator: Buffer;
  readonly offset: number;
  /** For a new LOB: its type. */
  readonly destinationOffset: number;
  /** Undefined if the client neither sends one nor wants one back. */
  readonly amount: number | undefined;
  readonly data: Buffer | null;
}

/** Reads function 96 behind its header; the piggyback that frees LOBs looks alike. */
export function readLobRequest(message: MessageReader): LobRequest {
  message.u8();
  const locatorLength = message.ub();
  message.u8();
  message.ub(); // length of the destination's locator: for a new LOB its duration
  message.ub();
  message.ub();
  message.bytes(3);
  const operation = message.ub();
  message.bytes(2);
  const offset = message.ub();
  const destinationOffset = message.ub();
  const hasAmount = message.u8() !== 0;
  message.bytes(6);
  const locator = Buffer.from(message.bytes(locatorLength));
  if (operation === lobOperations.createTemporary) message.ub(); // character set
  const data = operation === lobOperations.write ? readData(message) : null;
  const amount = hasAmount ? message.ub() : undefined;
  return { operation, locator, offset, destinationOffset, amount, data };
}

function readData(message: MessageReader): Buffer | null {
  message.u8(); // message 14
  return message.clr();
}

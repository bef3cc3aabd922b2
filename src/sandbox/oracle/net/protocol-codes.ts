/** Packet types (byte 4 of the header). */
export const packetTypes = { connect: 1, accept: 2, refuse: 4, data: 6, marker: 12 } as const;

/** Flags of a DATA packet (uint16 at 8). */
export const dataFlags = { endOfFile: 0x40, endOfRequest: 0x800, endOfResponse: 0x2000 } as const;

/** What a MARKER packet says (byte 10). A client interrupts with 1 or 3. */
export const markers = { break: 1, reset: 2 } as const;

/** First byte of a TTC message. */
export const messages = {
  protocol: 1,
  dataTypes: 2,
  function: 3,
  error: 4,
  rowHeader: 6,
  rowData: 7,
  parameter: 8,
  status: 9,
  ioVector: 11,
  lobData: 14,
  describe: 16,
  piggyback: 17,
  endOfResponse: 29,
  token: 33,
} as const;

/** Second byte of a function or piggyback. */
export const functions = {
  reexecute: 4,
  fetch: 5,
  logoff: 9,
  commit: 14,
  rollback: 15,
  version: 59,
  reexecuteAndFetch: 78,
  execute: 94,
  lobOperation: 96,
  closeCursors: 105,
  authenticate: 115,
  sessionKey: 118,
  cancelCursors: 120,
  endToEnd: 135,
  ping: 147,
  setSchema: 152,
  pipelineBegin: 199,
  pipelineEnd: 200,
} as const;

/** Options of function 94. */
export const executeOptions = {
  parse: 0x01,
  bind: 0x08,
  define: 0x10,
  execute: 0x20,
  fetch: 0x40,
  commit: 0x100,
  describe: 0x20000,
  batchErrors: 0x80000,
} as const;

/** al8i4[9] of function 94, and the second flag word of functions 4 and 78. */
export const executeFlags = { commitAtReexecute: 0x1, dmlRowCounts: 0x4000 } as const;

/** Bit of the call status: a transaction is open, so a pool rolls back before it hands the session on. */
export const transactionInProgress = 0x2;

/** Type codes on the wire. */
export const wireTypes = {
  varchar: 1,
  number: 2,
  binaryInteger: 3,
  varnum: 6,
  long: 8,
  rowid: 11,
  date: 12,
  raw: 23,
  longRaw: 24,
  longVarchar: 94,
  longVarraw: 95,
  char: 96,
  binaryFloat: 100,
  binaryDouble: 101,
  clob: 112,
  blob: 113,
  bfile: 114,
  timestamp: 180,
  timestampTz: 181,
  timestampLtz: 231,
} as const;

/** Character set ids. */
export const charsets = { utf8: 873, utf16: 2000 } as const;

/** Character set form of NCHAR data, which travels as UTF-16BE. */
export const ncharForm = 2;

/** With MAX_STRING_SIZE = EXTENDED; longer values are LONG or LOB. */
export const maxStringSize = 32767;

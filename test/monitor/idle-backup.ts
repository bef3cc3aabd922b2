import type { LineReading, ReadableLine } from '../../src/domain/line-counters';
import type { WorkCounters } from '../../src/domain/work-counters';

/** The counters of a data path that has not begun. */
export const idleWork: WorkCounters = {
  stagePartMs: { read: 0, compress: 0, encrypt: 0, hash: 0, send: 0 },
  waitingPartMs: 0,
  partMs: 0,
  readBytes: 0,
  sealedBytes: 0,
  putMsByRegion: {},
  storedBytesByRegion: {},
  source: null,
};

export const idleLine: LineReading = {
  counters: {
    sentBytes: 0,
    acknowledgedBytes: 0,
    receivedBytes: 0,
    retransmittedBytes: 0,
    busyMs: 0,
    receiverLimitedMs: 0,
    sendBufferLimitedMs: 0,
    connectionsOpened: 0,
  },
  state: {
    connections: 0,
    roundTripMs: null,
    minRoundTripMs: null,
    congestionWindowBytes: 0,
    receiverWindowBytes: 0,
    inFlightBytes: 0,
    unsentBytes: 0,
    limitBytesPerSecond: null,
  },
};

/** A host that cannot read its sockets. */
export const unreadableLine: ReadableLine = { read: () => undefined };

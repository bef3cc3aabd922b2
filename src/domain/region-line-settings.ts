/** How one worker's sockets to a region are, from the configuration. */
export interface RegionLineSettings {
  readonly connections: number;
  /** Of what is sent, over all connections; absent: no limit. */
  readonly limitBytesPerSecond?: number;
  readonly notSentLowWaterBytes?: number;
}

/** As many parts as a backup has on their way at a time, and room for the requests of others: docs/acceleration.md. */
export const defaultConnections = 8;

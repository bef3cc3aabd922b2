/** How one worker's sockets to a region are, from the configuration. */
export interface RegionLineSettings {
  readonly connections: number;
  /** Of what is sent, over all connections; absent: no limit. */
  readonly limitBytesPerSecond?: number;
  readonly notSentLowWaterBytes?: number;
}

/** As many parts as four backups, which a worker runs at a time by default, have on their way together. */
export const defaultConnections = 16;
